import { createHash } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { durableStep, RunFailedError, RunStoppedError, type StepPorts } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { retryTransient } from '../durable/retry-transient.js';
import type { RowWatch } from '../durable/watch-row.js';
import type { WorkflowPorts } from '../ports.js';
import { RunFencedError } from '../runs/run-record.js';
import { checkStart } from './check-start.js';
import { awayReason } from './away-reason.js';
import { endTogether } from './end-together.js';
import { claimExecution, type ExecutionRecord } from './execution-record.js';
import { notifyEnd } from './notify-end.js';
import { parkExecution } from './park-execution.js';
import { isSmall, runStep, type StepOutcome } from './run-step.js';
import { readSteps, writeStep, type StepRow } from './step-rows.js';
import { stopReason, TIMED_OUT } from './stop-reason.js';
import { watchExecution } from './watch-executions.js';

const UNREADABLE = 'its definition cannot be read by this version';

/** How a part of a run ended; null: it waits, and another part goes on. */
type PartEnd = {
  status: 'completed' | 'failed' | 'timeout' | 'cancelled';
  reason: string | null;
  fired: boolean;
} | null;

/** The part at work: the engine's name of it, and when it began (milliseconds since 1970). */
interface Part {
  engineId: string;
  began: number;
  /** Why it is not wanted any more. */
  unwanted: string | null;
  /** Of the steps before it. */
  rows: StepRow[];
  /** Its condition decides first. */
  isToJudge: boolean;
}

/**
 * One part of a run of a definition: its condition, then its steps in their order, until the end or a wait. Called by the
 * engine under the name that the part was let in with, again after a crash, also of one after the end: what is over stands
 * in the rows of the steps, what was done outside in the book of effects.
 */
export async function runDefinition(ports: WorkflowPorts, engineId: string): Promise<void> {
  const stored = await retryTransient(ports.timings, () => claimExecution(ports.source, engineId));
  if (stored === null) return;
  const { definition } = stored;
  if (definition === null) {
    const end = { status: 'failed', reason: UNREADABLE, fired: false } as const;
    await finish(ports, stored, end);
    return;
  }
  const run = { ...stored, definition };
  let watch: RowWatch | null = null;
  let end: PartEnd;
  try {
    const part = await DBOS.runStep(() => retryTransient(ports.timings, () => begin(ports, run, engineId)), {
      name: 'begin',
    });
    if (part.unwanted !== null) throw new RunStoppedError(part.unwanted);
    watch = watchExecution(ports.source, run, endOfTime(run, part.began), ports.timings.watch);
    end = await runSteps(ports, run, part, watch.signal);
  } catch (error) {
    if (isEngineControl(error)) throw error;
    end = endOf(error);
    if (end.status === 'failed') ports.log.warn({ err: error, executionId: run.executionId }, 'a workflow failed');
  } finally {
    watch?.end();
  }
  if (end === null) return;
  await finish(ports, run, end);
  ports.reached('before-notices');
  if (end.fired && !run.dryRun) await notifyEnd(ports, run, end);
}

/**
 * What a part goes by, the same again after a crash: whether it is wanted still, as it may have waited for long, and how far
 * the parts before it came. A run without a condition begins with it.
 */
async function begin({ source, ...ports }: WorkflowPorts, run: ExecutionRecord, engineId: string): Promise<Part> {
  const began = Date.now();
  const unwanted = (await stopReason(source, run, endOfTime(run, began))) ?? (await awayReason(source, run));
  const rows = await readSteps(source, run);
  const isFirst = rows.length === 0;
  if (unwanted === null && isFirst && run.definition.if === null)
    await checkStart({ source, ...ports }, run, new AbortController().signal);
  return { engineId, began, unwanted, rows, isToJudge: isFirst && run.definition.if !== null };
}

function endOfTime({ definition, workedMs }: ExecutionRecord, began: number): number {
  return began + definition.config.timeout * 1000 - workedMs;
}

async function runSteps(ports: WorkflowPorts, run: ExecutionRecord, part: Part, signal: AbortSignal): Promise<PartEnd> {
  const { definition } = run;
  const { rows } = part;
  if (part.isToJudge) {
    const start = await durableStep(portsOf(ports, run, -1), 'condition', signal, () => checkStart(ports, run, signal));
    if (start.value !== true) {
      const reason = start.value === false ? 'its condition is false' : `its condition is unknown: ${start.why}`;
      return { status: 'completed', reason, fired: false };
    }
  }
  for (const [position, step] of definition.do.entries()) {
    const row = rows.find((one) => one.position === position);
    if (row !== undefined && ['completed', 'skipped'].includes(row.status)) continue;
    const resumed = row?.status === 'waiting';
    let outcome: StepOutcome;
    try {
      outcome = await durableStep(portsOf(ports, run, position), step.name, signal, () =>
        runStep(ports, run, { ...step, position, resumed }, signal),
      );
    } catch (error) {
      if (isEngineControl(error)) throw error;
      const status = error instanceof RunFailedError ? 'failed' : 'cancelled';
      const reason = error instanceof Error ? error.message : String(error);
      await inStep(`${step.name}: end`, () =>
        writeStep(ports.source, run, { ...step, position }, { status, error: reason }),
      );
      throw error instanceof RunFailedError ? new RunFailedError(`${step.name}: ${reason}`) : error;
    }
    if (outcome.kind === 'wait') {
      const wait = { for: outcome.for, until: new Date(outcome.until) };
      const parked = await inStep(`${step.name}: wait`, () =>
        parkExecution(ports.source, run, { engineId: part.engineId, workedMs: Date.now() - part.began }, wait),
      );
      if (parked.kind === 'stopped') throw new RunStoppedError(parked.reason);
      if (parked.kind === 'fenced') throw new RunFencedError('the run is another worker’s now');
      return null;
    }
  }
  return { status: 'completed', reason: null, fired: true };
}

/** The step's own waits between attempts: the definition's delay, doubled, with a little of chance that stays the same; a
 * slot that others compute in, if it may have to. */
function portsOf({ timings, log, atWork }: WorkflowPorts, run: ExecutionRecord, position: number): StepPorts {
  const { max_attempts: attempts, delay } = run.definition.config.retry_policy;
  const step = run.definition.do[position];
  const chance = createHash('sha256').update(`${run.id} ${position}`).digest();
  const retries = Array.from({ length: attempts - 1 }, (_, nth) =>
    Math.round(delay * 1000 * 2 ** nth * (0.8 + (0.4 * (chance[nth] ?? 0)) / 255)),
  );
  return {
    timings: { ...timings, retries },
    log,
    repository: run.repository?.fullName ?? '',
    atWork: (work) => (step !== undefined && isSmall(step) ? work() : atWork(run.installationId, work)),
  };
}

/** Whoever ends gives its place to the next one. Again after a crash it is nothing. */
async function finish(
  { source, timings, log }: WorkflowPorts,
  run: Pick<ExecutionRecord, 'id' | 'attempt' | 'workflowId' | 'workflowName' | 'installationId' | 'executionId'>,
  { status, reason, fired }: NonNullable<PartEnd>,
): Promise<void> {
  const { id, attempt, workflowId, workflowName: workflow, installationId, executionId } = run;
  const ending = { id, attempt, workflowId, status, reason, result: { fired } };
  const isOurs = await retryTransient(timings, () => endTogether(source, installationId, ending));
  if (isOurs) log.info({ executionId, workflow, status, reason }, 'workflow ended');
}

function endOf(error: unknown): NonNullable<PartEnd> {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof RunStoppedError)
    return { status: reason === TIMED_OUT ? 'timeout' : 'cancelled', reason, fired: true };
  const said =
    error instanceof RunFailedError ? reason : 'an unexpected error; its details are in the log of the server';
  return { status: 'failed', reason: said, fired: true };
}

function inStep<T>(name: string, work: () => Promise<T>): Promise<T> {
  return DBOS.runStep(work, { name, retriesAllowed: true, maxAttempts: 5 });
}
