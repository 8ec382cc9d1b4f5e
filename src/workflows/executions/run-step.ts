import { z } from 'zod';
import { compileCondition } from '../conditions/compile-condition.js';
import { evaluate, type TraceLine } from '../conditions/evaluate.js';
import { interpolateConfig } from '../conditions/interpolation/interpolate-config.js';
import { InterpolationError } from '../conditions/interpolation/interpolation-error.js';
import { namesAsked, namesAskedIn } from '../conditions/names-asked.js';
import type { Facts } from '../conditions/variables.js';
import type { DefinitionStep } from '../definitions/definition-schema.js';
import { RunFailedError } from '../durable/durable-step.js';
import type { WorkflowPorts } from '../ports.js';
import { STEP_ACTIONS } from '../steps/catalogue.js';
import type { StepAction, StepContext, StepEnd } from '../steps/step-action.js';
import { dryCondition, dryWords } from './dry-condition.js';
import type { ExecutionRecord } from './execution-record.js';
import { gatherFacts } from './gather-facts.js';
import { needsOf } from './needs-of.js';
import { createOnce } from './once.js';
import type { StepRows } from './step-rows.js';
import { startTime } from './step-time.js';

const REVIEW_STEP = 'pr_review_analyzer';

/** How a step ended; it is set in its row, too. `until`: milliseconds since 1970. */
export type StepOutcome = { kind: 'completed' | 'skipped' } | { kind: 'wait'; for: string; until: number };

export interface PlacedStep extends DefinitionStep {
  position: number;
  /** It has waited before. */
  resumed: boolean;
}

/**
 * One step of a run: its condition, its configuration with everything put in, then its action; in a dry run only what it
 * would do. Its beginning is written, its end is only set. Safe to call again after a crash. Throws RunFailedError for what
 * cannot succeed, RunFencedError where the run is another worker's, and what GitHub, services and the database throw.
 */
export async function runStep(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  step: PlacedStep,
  rows: StepRows,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const action = STEP_ACTIONS.get(step.type);
  if (action === undefined) throw new RunFailedError(`there is no action ${step.type} in this version`);
  const { name } = step;
  const time = startTime(step.timeout, signal);
  const facts = await gatherFacts(ports, run, needsOfStep(step), { steps: rows.facts });
  let condition: TraceLine[] | undefined;
  let open: string[] = [];
  if (step.if !== null && !step.resumed) {
    const judged = evaluate(compileCondition(step.if), facts);
    const {
      value,
      trace,
      open: asked,
    } = run.dryRun ? dryCondition(judged, rows.facts, reviewersOf(run)) : { ...judged, open: [] };
    condition = trace;
    open = asked;
    if (value !== true && open.length === 0) {
      const why = trace.find((part) => part.value === 'unknown')?.why;
      const said = value === false ? 'not run: its condition is false' : `not run: its condition is unknown (${why})`;
      const line = { level: 'INFO', message: said, step: name, metadata: { trace } } as const;
      rows.set(step, { status: 'skipped', condition, said }, line);
      return { kind: 'skipped' };
    }
  }
  rows.set(step, { status: step.resumed ? 'waiting' : 'running', begins: true, condition });
  await rows.write();
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
    log: (line) => rows.append({ ...line, step: name }),
  };
  if (run.dryRun) {
    const would = await time.within(() => action.describe(context, config));
    const said = step.if === null || open.length === 0 ? would : dryWords(step.if, open, would);
    rows.set(step, { status: 'completed', said }, { level: 'INFO', message: `would: ${said}`, step: name });
    return { kind: 'completed' };
  }
  const end: StepEnd<Record<string, unknown>> = await time.within(() => action.run(context, config));
  if (end.kind === 'wait') {
    const message = `waits for ${end.for}, until ${end.until.toISOString()} at the latest`;
    await rows.append({ level: 'INFO', message, step: name });
    // Written with the wait itself: who finds it has waited.
    rows.set(step, { status: 'waiting', said: `waits for ${end.for}` });
    return { kind: 'wait', for: end.for, until: end.until.getTime() };
  }
  const { result, said } = end;
  rows.set(
    step,
    { status: 'completed', result, said },
    { level: 'INFO', message: said, step: name, metadata: { result } },
  );
  return { kind: 'completed' };
}

/** The names of the steps of a run that review. */
function reviewersOf({ definition }: ExecutionRecord): string[] {
  return definition.do.filter(({ type }) => type === REVIEW_STEP).map(({ name }) => name);
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
