import { createHash } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { durableStep, RunFailedError, RunStoppedError, type StepPorts } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { retryTransient } from '../durable/retry-transient.js';
import { watchRow } from '../durable/watch-row.js';
import type { WorkflowPorts } from '../ports.js';
import { RunFencedError } from '../runs/run-record.js';
import { admitExecutions } from './admit-executions.js';
import { checkStart } from './check-start.js';
import { awayReason } from './away-reason.js';
import { claimExecution, finishExecution, type ExecutionRecord } from './execution-record.js';
import { lockExecutions } from './lock-executions.js';
import { notifyEnd } from './notify-end.js';
import { parkExecution } from './park-execution.js';
import { runStep, type StepOutcome } from './run-step.js';
import { readSteps, writeStep } from './step-rows.js';
import { stopReason, TIMED_OUT } from './stop-reason.js';

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
    return inStep('finish', () => finish(ports, stored, end));
  }
  const run = { ...stored, definition };
  const part = { engineId, began: await DBOS.now() };
  const until = part.began + definition.config.timeout * 1000 - run.workedMs;
  const watch = watchRow(() => stopReason(ports.source, run, until), ports.timings.watch);
  let end: PartEnd;
  try {
    await refuseUnwanted(ports, run, until);
    end = await runSteps(ports, run, part, watch.signal);
  } catch (error) {
    if (isEngineControl(error)) throw error;
    end = endOf(error);
    if (end.status === 'failed') ports.log.warn({ err: error, executionId: run.executionId }, 'a workflow failed');
  } finally {
    watch.end();
  }
  if (end === null) return;
  const ended = end;
  await inStep('finish', () => finish(ports, run, ended));
  const { executionId, workflowName: workflow } = run;
  ports.log.info({ executionId, workflow, status: ended.status, reason: ended.reason }, 'workflow ended');
  ports.reached('before-notices');
  if (ended.fired && !run.dryRun) await notifyEnd(ports, run, ended);
}

/** Before the first step: it may have waited for long. */
async function refuseUnwanted(ports: WorkflowPorts, run: ExecutionRecord, until: number): Promise<void> {
  const reason = await inStep(
    'wanted',
    async () => (await stopReason(ports.source, run, until)) ?? (await awayReason(ports.source, run)),
  );
  if (reason !== null) throw new RunStoppedError(reason);
}

async function runSteps(ports: WorkflowPorts, run: ExecutionRecord, part: Part, signal: AbortSignal): Promise<PartEnd> {
  const { definition } = run;
  const rows = await inStep('read steps', () => readSteps(ports.source, run));
  if (rows.length === 0) {
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

/** The step's own waits between attempts: the definition's delay, doubled, with a little of chance that stays the same. */
function portsOf({ timings, log, atWork }: WorkflowPorts, run: ExecutionRecord, position: number): StepPorts {
  const { max_attempts: attempts, delay } = run.definition.config.retry_policy;
  const chance = createHash('sha256').update(`${run.id} ${position}`).digest();
  const retries = Array.from({ length: attempts - 1 }, (_, nth) =>
    Math.round(delay * 1000 * 2 ** nth * (0.8 + (0.4 * (chance[nth] ?? 0)) / 255)),
  );
  return {
    timings: { ...timings, retries },
    log,
    repository: run.repository?.fullName ?? '',
    atWork: (work) => atWork(run.installationId, work),
  };
}

/** Whoever ends gives its place to the next one. */
function finish(
  { source }: WorkflowPorts,
  run: Pick<ExecutionRecord, 'id' | 'attempt' | 'workflowId' | 'installationId'>,
  end: NonNullable<PartEnd>,
): Promise<void> {
  return source.transaction(async (manager) => {
    await lockExecutions(manager, run.installationId);
    await finishExecution(manager, run, { ...end, result: { fired: end.fired } });
    await admitExecutions(manager, run.installationId, run.workflowId);
  });
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
