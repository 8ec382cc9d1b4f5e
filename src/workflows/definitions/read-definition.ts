import type { z } from 'zod';
import { isMapping } from '../../github/settings/settings-layers.js';
import { compileCondition } from '../conditions/compile-condition.js';
import { ConditionError } from '../conditions/condition-error.js';
import { namesAsked, namesAskedIn } from '../conditions/names-asked.js';
import { checkInterpolation, type Target } from '../conditions/interpolation/interpolate.js';
import { InterpolationError } from '../conditions/interpolation/interpolation-error.js';
import { nearest } from '../../words/nearest.js';
import { saidIssues } from '../../words/say-issue.js';
import { STEP_ACTIONS } from '../steps/catalogue.js';
import type { StepAction } from '../steps/step-action.js';
import {
  Definition,
  MOST_CONFIG,
  Timeout,
  WrittenDefinition,
  type DefinitionStep,
  type DefinitionTrigger,
} from './definition-schema.js';
import { eventProblem } from './event-problem.js';

/** What is wrong with a definition, and where, such as `do[1].label_pr.labels`. */
export interface DefinitionProblem {
  field: string;
  detail: string;
}

export type ReadDefinition = { ok: true; definition: Definition } | { ok: false; errors: DefinitionProblem[] };

/** Words of a step that are no type of an action. */
const OWN_KEYS = new Set(['name', 'if', 'timeout']);

/**
 * Reads a definition as people write it into the form that is kept: every condition is compiled, every configuration held
 * against its action, every text with `${{ … }}` checked. All that is wrong is told at once. Never throws.
 */
export function readDefinition(written: unknown): ReadDefinition {
  const parsed = WrittenDefinition.safeParse(written);
  if (!parsed.success) return { ok: false, errors: problemsOf('', parsed.error.issues) };
  const errors: DefinitionProblem[] = [];
  const {
    name,
    description = null,
    status,
    repositories = null,
    on,
    if: condition = null,
    concurrency,
    config,
  } = parsed.data;
  if (condition !== null) errors.push(...conditionProblems('if', condition, unknownBefore));
  const names = parsed.data.do.map(nameOf);
  const steps = parsed.data.do.flatMap((step, nth) => stepOf(step, { nth, names, longest: config.timeout }, errors));
  for (const [nth, { name: own }] of steps.entries())
    if (steps.findIndex((other) => other.name === own) < nth)
      errors.push({ field: `do[${nth}].name`, detail: `two steps are called ${own}: give one of them another name` });
  if (JSON.stringify(steps.map((step) => step.config)).length > MOST_CONFIG)
    errors.push({ field: 'do', detail: `the configurations are longer than ${MOST_CONFIG} characters together` });
  const triggers = on.map(triggerOf);
  errors.push(...eventProblems(triggers));
  const definition = {
    name,
    description,
    status,
    repositories,
    on: triggers,
    if: condition,
    concurrency,
    config,
    do: steps,
  };
  const kept = Definition.safeParse(definition);
  if (!kept.success) errors.push(...problemsOf('', kept.error.issues));
  return errors.length === 0 && kept.success ? { ok: true, definition: kept.data } : { ok: false, errors };
}

interface StepPlace {
  nth: number;
  /** Of all steps, those that cannot be read too. */
  names: readonly string[];
  /** Seconds that the whole run may take. */
  longest: number;
}

function stepOf(
  written: Record<string, unknown>,
  { nth, names, longest }: StepPlace,
  errors: DefinitionProblem[],
): DefinitionStep[] {
  const at = `do[${nth}]`;
  const types = Object.keys(written).filter((key) => !OWN_KEYS.has(key));
  const [type] = types;
  const action = STEP_ACTIONS.get(type ?? '');
  if (types.length !== 1 || type === undefined || action === undefined) {
    const known = [...STEP_ACTIONS.keys()].join(', ');
    const detail =
      types.length === 1 ? `there is no action ${type}; there are ${known}` : `must name one action of ${known}`;
    errors.push({ field: at, detail });
    return [];
  }
  const { name = type, if: condition = null } = written;
  const config = written[type] ?? {};
  if (!isMapping(config)) {
    errors.push({ field: `${at}.${type}`, detail: 'must be keys and values' });
    return [];
  }
  if (condition !== null && typeof condition !== 'string') errors.push({ field: `${at}.if`, detail: 'must be a text' });
  if (typeof name !== 'string') errors.push({ field: `${at}.name`, detail: 'must be a text' });
  if (typeof condition === 'string')
    errors.push(...conditionProblems(`${at}.if`, condition, (asked) => unknownStep(asked, names, nth)));
  errors.push(...textProblems(`${at}.${type}`, config, action, (asked) => unknownStep(asked, names, nth)));
  const parsed = action.config.safeParse(config);
  const wrong = parsed.error?.issues.filter((issue) => !isFilledIn(config, issue)) ?? [];
  errors.push(...problemsOf(`${at}.${type}`, wrong));
  const more = parsed.success ? (action.check?.(parsed.data) ?? null) : null;
  if (more !== null) errors.push({ field: `${at}.${type}`, detail: more });
  const timeout = Timeout.max(longest, `must be at most ${longest}, the seconds of the whole run`)
    .optional()
    .safeParse(written['timeout'] ?? undefined);
  errors.push(...problemsOf(`${at}.timeout`, timeout.error?.issues ?? []));
  if (timeout.data !== undefined && action.waitsBy !== undefined) {
    const detail = `is not for ${type}, which waits as long as its \`${action.waitsBy}\` says`;
    errors.push({ field: `${at}.timeout`, detail });
  }
  return [
    {
      name: String(name),
      type,
      config,
      if: typeof condition === 'string' ? condition : null,
      ...(timeout.data !== undefined && { timeout: timeout.data }),
    },
  ];
}

function triggerOf(on: WrittenDefinition['on'][number]): DefinitionTrigger {
  if ('event' in on) {
    const events = [on.event].flat().flatMap((text) => text.split(',').map((one) => one.trim()));
    return { type: 'event', events: [...new Set(events)] };
  }
  if ('schedule' in on) return { type: 'schedule', schedule: on.schedule, timezone: on.timezone };
  if ('webhook' in on) return { type: 'webhook' };
  return { type: 'manual', inputs: on.manual?.inputs ?? {} };
}

function eventProblems(triggers: readonly DefinitionTrigger[]): DefinitionProblem[] {
  return triggers.flatMap((trigger, nth) => {
    if (trigger.type !== 'event') return [];
    return trigger.events.flatMap((event, at) => {
      const detail = eventProblem(event);
      return detail === null ? [] : [{ field: `on[${nth}].events[${at}]`, detail }];
    });
  });
}

/** `unknown`: why something that the condition names is never known where it stands; null: it may be. */
function conditionProblems(
  field: string,
  text: string,
  unknown: (asked: string) => string | null,
): DefinitionProblem[] {
  try {
    compileCondition(text);
    return unknownProblems(field, namesAsked(text), unknown);
  } catch (error) {
    if (error instanceof ConditionError) return [{ field, detail: error.message }];
    throw error;
  }
}

function unknownProblems(
  field: string,
  names: ReadonlySet<string>,
  unknown: (asked: string) => string | null,
): DefinitionProblem[] {
  const details = [...names].flatMap((asked) => unknown(asked) ?? []);
  return [...new Set(details)].map((detail) => ({ field, detail }));
}

/** The same of the condition of the workflow, which is looked at before its first step. */
function unknownBefore(asked: string): string | null {
  return /^steps(\.|$)/.test(asked)
    ? `asks for ${asked}, and no step has run by then: ask in the \`if\` of a step`
    : null;
}

/** The same of the condition of the step `nth`, which knows those before it. */
function unknownStep(asked: string, names: readonly string[], nth: number): string | null {
  const [root, name] = asked.split('.');
  if (root !== 'steps' || name === undefined || names.slice(0, nth).includes(name)) return null;
  if (names.includes(name)) return `asks for ${asked}, and ${name} has not run by then`;
  const meant = nearest(name, names.slice(0, nth));
  return `there is no step ${name}${meant === null ? '' : `: did you mean \`${meant}\`?`}`;
}

/** What a step is called: as its action unless told. */
function nameOf(written: Record<string, unknown>): string {
  return String(written['name'] ?? Object.keys(written).find((key) => !OWN_KEYS.has(key)));
}

function textProblems(
  field: string,
  config: Record<string, unknown>,
  { targets = {}, secretKeys = [] }: Pick<StepAction, 'targets' | 'secretKeys'>,
  unknown: (asked: string) => string | null,
): DefinitionProblem[] {
  const look = (value: unknown, at: string, place: TextPlace): DefinitionProblem[] => {
    if (typeof value === 'string') return textProblem(at, value, place);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) =>
      look(each, Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`, { ...place, target: 'plain' }),
    );
  };
  return Object.entries(config).flatMap(([key, value]) =>
    look(value, `${field}.${key}`, {
      target: targets[key] ?? 'plain',
      mayHoldSecrets: secretKeys.includes(key),
      unknown,
    }),
  );
}

interface TextPlace {
  target: Target;
  mayHoldSecrets: boolean;
  /** As of a condition. */
  unknown: (asked: string) => string | null;
}

function textProblem(field: string, text: string, { target, mayHoldSecrets, unknown }: TextPlace): DefinitionProblem[] {
  try {
    checkInterpolation(text, target, mayHoldSecrets);
    return unknownProblems(field, namesAskedIn(text), unknown);
  } catch (error) {
    if (error instanceof InterpolationError) return [{ field, detail: error.message }];
    throw error;
  }
}

/** Whether a text is filled in when the step runs: it is held against the schema then. It never becomes anything else. */
function isFilledIn(config: unknown, { path, code }: z.core.$ZodIssue): boolean {
  let at = config;
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return code !== 'invalid_type' && typeof at === 'string' && at.includes('${{');
}

function problemsOf(at: string, issues: readonly z.core.$ZodIssue[]): DefinitionProblem[] {
  return saidIssues(issues).map(({ path, detail }) => {
    const below = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    return { field: `${at}${below}`.replace(/^\./, ''), detail };
  });
}
