import { z } from 'zod';
import { isTransientDatabaseError } from '../../database/is-transient-error.js';
import { compileCondition } from '../conditions/compile-condition.js';
import { evaluate } from '../conditions/evaluate.js';
import { interpolateConfig } from '../conditions/interpolation/interpolate-config.js';
import { InterpolationError } from '../conditions/interpolation/interpolation-error.js';
import { namesAsked, namesAskedIn } from '../conditions/names-asked.js';
import type { Facts } from '../conditions/variables.js';
import type { DefinitionStep } from '../definitions/definition-schema.js';
import { RunFailedError } from '../durable/durable-step.js';
import type { WorkflowPorts } from '../ports.js';
import { appendLog } from '../runs/execution-log.js';
import { STEP_ACTIONS } from '../steps/catalogue.js';
import type { StepAction, StepContext, StepEnd } from '../steps/step-action.js';
import type { ExecutionRecord } from './execution-record.js';
import { gatherFacts } from './gather-facts.js';
import { needsOf } from './needs-of.js';
import { createOnce } from './once.js';
import { openStep, writeStep, type StepState } from './step-rows.js';
import { startTime } from './step-time.js';

/** How a step ended; it stands in its row, too. `until`: milliseconds since 1970. */
export type StepOutcome = { kind: 'completed' | 'skipped' } | { kind: 'wait'; for: string; until: number };

interface PlacedStep extends DefinitionStep {
  position: number;
  /** It has waited before. */
  resumed: boolean;
}

/**
 * One step of a run: its condition, its configuration with everything put in, then its action; in a dry run only what it
 * would do. Safe to call again after a crash. Throws RunFailedError for what cannot succeed, and what GitHub, services and
 * the database throw.
 */
export async function runStep(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  step: PlacedStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const action = STEP_ACTIONS.get(step.type);
  if (action === undefined) throw new RunFailedError(`there is no action ${step.type} in this version`);
  const log: StepContext['log'] = (line) => logLine(ports, run, step, line);
  const time = startTime(step.timeout, signal);
  const needs = needsOfStep(step);
  // Where nobody else has to be asked the row that says so tells the rest.
  const opened = needs.size === 0 && (step.if === null || step.resumed);
  const steps = opened ? await openStep(ports.source, run, step) : undefined;
  const facts = await gatherFacts(ports, run, needs, { steps });
  if (step.if !== null && !step.resumed) {
    const { value, trace } = evaluate(compileCondition(step.if), facts);
    // In a dry run the steps before gave nothing that it could rest on.
    if (value !== true && !(run.dryRun && value === 'unknown')) {
      const why = trace.find((part) => part.value === 'unknown')?.why;
      const said = value === false ? 'not run: its condition is false' : `not run: its condition is unknown (${why})`;
      await endStep(
        ports,
        run,
        step,
        { status: 'skipped', condition: trace, said },
        { message: said, metadata: { trace } },
      );
      return { kind: 'skipped' };
    }
    await writeStep(ports.source, run, step, { status: 'running', condition: trace });
  } else if (!opened) await writeStep(ports.source, run, step, { status: 'running' });
  const config = configOf(action, step, facts, run.dryRun);
  refuseWithout(action, run);
  const context: StepContext = {
    ports,
    run,
    step,
    facts,
    signal: time.signal,
    once: createOnce(ports, run, step.position),
    resumed: step.resumed,
    log,
  };
  if (run.dryRun) {
    const condition = step.if === null ? '' : `if \`${step.if}\`: `;
    const said = `${condition}${await time.within(() => action.describe(context, config))}`;
    await endStep(ports, run, step, { status: 'completed', said }, { message: `would: ${said}` });
    return { kind: 'completed' };
  }
  const end: StepEnd<Record<string, unknown>> = await time.within(() => action.run(context, config));
  if (end.kind === 'wait') {
    const message = `waits for ${end.for}, until ${end.until.toISOString()} at the latest`;
    await endStep(ports, run, step, { status: 'waiting', said: `waits for ${end.for}` }, { message });
    return { kind: 'wait', for: end.for, until: end.until.getTime() };
  }
  const { result, said } = end;
  await endStep(ports, run, step, { status: 'completed', result, said }, { message: said, metadata: { result } });
  return { kind: 'completed' };
}

/** Steps that compute nothing, and hold no more than a text. */
const SMALL = new Set(['approval', 'delay', 'http_request', 'notify']);

/** Whether a step neither computes nor reads what is large. Throws RunFailedError as `runStep`. */
export function isSmall(step: DefinitionStep): boolean {
  return SMALL.has(step.type) && needsOfStep(step).size === 0;
}

/** Throws RunFailedError for a text that this version cannot read. */
function needsOfStep(step: DefinitionStep): ReturnType<typeof needsOf> {
  return needsOf([...(step.if === null ? [] : [namesAsked(step.if)]), namesIn(step)]);
}

/** Throws RunFailedError for a text that this version cannot read. */
function namesIn({ config }: DefinitionStep): ReadonlySet<string> {
  try {
    return namesAskedIn(config);
  } catch (error) {
    if (error instanceof InterpolationError) throw new RunFailedError(error.message);
    throw error;
  }
}

/** `asIs`: a text that cannot be filled in stays as it is written. */
function configOf(
  action: StepAction,
  { name, config }: DefinitionStep,
  facts: Facts,
  asIs: boolean,
): Record<string, unknown> {
  const filled = (part: Record<string, unknown>) =>
    interpolateConfig(
      part,
      facts,
      ([key, ...below]) => (below.length === 0 ? action.targets?.[String(key)] : undefined) ?? 'plain',
      ([key]) => action.secretKeys?.includes(String(key)) ?? false,
    );
  const orAsIs = (part: Record<string, unknown>) => {
    try {
      return filled(part);
    } catch (error) {
      if (error instanceof InterpolationError) return part;
      throw error;
    }
  };
  try {
    if (!asIs) return action.config.parse(filled(config));
    const parts = Object.entries(config).map(([key, value]) => orAsIs({ [key]: value }));
    return action.config.parse(Object.assign({}, ...parts));
  } catch (error) {
    if (error instanceof InterpolationError) throw new RunFailedError(error.message);
    if (error instanceof z.ZodError)
      throw new RunFailedError(`the configuration of ${name} is not valid: ${error.issues[0]?.message ?? ''}`);
    throw error;
  }
}

function refuseWithout({ needs, title }: StepAction, { pull, repository }: ExecutionRecord): void {
  if (needs === 'pull request' && pull === null)
    throw new RunFailedError(`${title} needs a pull request, and this run has none`);
  if (needs !== 'nothing' && repository === null)
    throw new RunFailedError(`${title} needs a repository, and this run has none`);
}

/** How it stands, and what the log says of it, in one statement. */
async function endStep(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  step: PlacedStep,
  state: StepState,
  { message, metadata = {} }: { message: string; metadata?: Record<string, unknown> },
): Promise<void> {
  const line = { level: 'INFO', message, metadata, step: step.name, actionId: null } as const;
  try {
    await writeStep(ports.source, run, step, state, line);
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    await writeStep(ports.source, run, step, state);
    await logLine(ports, run, step, line);
  }
}

/** A line of the log that is lost ends no run. */
async function logLine(
  { source, log }: WorkflowPorts,
  run: ExecutionRecord,
  { name }: Pick<DefinitionStep, 'name'>,
  { metadata = {}, ...line }: Parameters<StepContext['log']>[0],
): Promise<void> {
  await appendLog(source, run, { ...line, step: name, actionId: null, metadata }).catch((error: unknown) =>
    log.warn({ err: error }, 'a line of the execution log is lost'),
  );
}
