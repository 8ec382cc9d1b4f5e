import { createHash } from 'node:crypto';
import { RunFailedError, RunStoppedError, type StepPorts } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { retryTransient } from '../durable/retry-transient.js';
import type { WorkflowPorts } from '../ports.js';
import { RunFencedError } from '../runs/run-record.js';
import { checkStart } from './check-start.js';
import { endTogether } from './end-together.js';
import { claimExecution, type End, type ExecutionRecord, type Part, type StoredExecution } from './execution-record.js';
import { notifyEnd } from './notify-end.js';
import { parkExecution } from './park-execution.js';
import { repeatStep } from './repeat-step.js';
import { isSmall, runStep, type PlacedStep, type StepOutcome } from './run-step.js';
import { StepRows } from './step-rows.js';
import { TIMED_OUT } from './stop-reason.js';
import { watchExecution } from './watch-executions.js';

const UNREADABLE = 'its definition cannot be read by this version';

/**
 * One part of a run of a definition: its condition, then its steps in their order, until the end or a wait. Called by the
 * engine under the name that the part was let in with, again after a crash, also of one after the end. The engine keeps
 * nothing of what it does: what is over stands in the rows of the steps, what was done outside in the book of effects.
 */
export async function runDefinition(ports: WorkflowPorts, engineId: string): Promise<void> {
  const claimed = await retryTransient(ports.timings, () => claimExecution(ports.source, engineId));
  if (claimed === null) return;
  const { run: stored, part } = claimed;
  const { definition } = stored;
  let { end } = part;
  if (end === null) {
    end =
      definition === null
        ? { status: 'failed', reason: UNREADABLE, fired: false }
        : await runPart(ports, { ...stored, definition }, engineId, part);
    // It waits, and another part goes on.
    if (end === null) return;
    await finish(ports, stored, end);
  }
  ports.reached('before-notices');
  if (definition !== null && end.fired && !stored.dryRun) await notifyEnd(ports, { ...stored, definition }, end);
}

/** How the run ends; null: it waits. What is to be known of its steps is written. Throws RunFencedError. */
async function runPart(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  engineId: string,
  { spentMs, unwanted, steps }: Part,
): Promise<End | null> {
  const rows = new StepRows(ports.source, run, steps, ports.log);
  const until = Date.now() + run.definition.config.timeout * 1000 - spentMs;
  const watch = watchExecution(ports.source, run, until, ports.timings.watch);
  let end: End | null;
  try {
    const reason = unwanted ?? (Date.now() >= until ? TIMED_OUT : null);
    if (reason !== null) throw new RunStoppedError(reason);
    end = await runSteps(ports, run, { engineId, rows, isFirst: steps.length === 0 }, watch.signal);
  } catch (error) {
    if (isEngineControl(error)) throw error;
    end = endOf(error);
    if (end.status === 'failed') ports.log.warn({ err: error, executionId: run.executionId }, 'a workflow failed');
  } finally {
    watch.end();
  }
  // What waits is written with its wait, and may be another worker's by now.
  if (end !== null) await retryTransient(ports.timings, () => rows.write());
  return end;
}

async function runSteps(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  { engineId, rows, isFirst }: { engineId: string; rows: StepRows; isFirst: boolean },
  signal: AbortSignal,
): Promise<End | null> {
  if (isFirst) {
    const start = await judgeStart(ports, run, rows, signal);
    if (start.value !== true) {
      const reason = start.value === false ? 'its condition is false' : `its condition is unknown: ${start.why}`;
      return { status: 'completed', reason, fired: false };
    }
  }
  for (const [position, step] of run.definition.do.entries()) {
    const before = rows.at(position);
    if (before?.status === 'completed' || before?.status === 'skipped') continue;
    if (before?.status === 'failed') throw new RunFailedError(`${step.name}: ${before.error}`);
    if (before?.status === 'cancelled') throw new RunStoppedError(before.error ?? 'cancelled');
    const outcome = await runInAttempts(
      ports,
      run,
      { ...step, position, resumed: before?.status === 'waiting' },
      rows,
      signal,
    );
    if (outcome.kind === 'wait') {
      const wait = { for: outcome.for, until: new Date(outcome.until) };
      const parked = await retryTransient(ports.timings, () => parkExecution(ports.source, run, engineId, wait, rows));
      if (parked.kind === 'stopped') throw new RunStoppedError(parked.reason);
      if (parked.kind === 'fenced') throw new RunFencedError('the run is another worker’s now');
      return null;
    }
  }
  return { status: 'completed', reason: null, fired: true };
}

/** A run without a condition begins with its first step. */
async function judgeStart(ports: WorkflowPorts, run: ExecutionRecord, rows: StepRows, signal: AbortSignal) {
  const check = () => checkStart(ports, run, rows, signal);
  return run.definition.if === null ? check() : repeatStep(portsOf(ports, run, -1), 'condition', signal, check);
}

/** A step with its attempts. What became of one that did not end well is set in its row; throws as `repeatStep`. */
async function runInAttempts(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  step: PlacedStep,
  rows: StepRows,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const stepPorts = portsOf(ports, run, step.position);
  const atWork: StepPorts['atWork'] = async (work) => {
    if (isSmall(step)) return work();
    // It may wait for its turn, and take its time.
    await rows.write();
    return stepPorts.atWork(work);
  };
  try {
    return await repeatStep(
      { ...stepPorts, atWork },
      step.name,
      signal,
      () => runStep(ports, run, step, rows, signal),
      {
        kept: rows.at(step.position)?.attempts,
        keep: async (attempts, reason) => {
          rows.set(step, { status: step.resumed ? 'waiting' : 'running', error: reason, attempts });
          await rows.write().catch((error: unknown) => {
            if (isEngineControl(error)) throw error;
            ports.log.warn({ err: error, executionId: run.executionId }, 'a failed attempt was not written down');
          });
        },
      },
    );
  } catch (error) {
    if (isEngineControl(error)) throw error;
    const status = error instanceof RunFailedError ? 'failed' : 'cancelled';
    const reason = error instanceof Error ? error.message : String(error);
    rows.set(step, { status, error: reason });
    throw error instanceof RunFailedError ? new RunFailedError(`${step.name}: ${reason}`) : error;
  }
}

/** The step's own waits between attempts: the definition's delay, doubled, with a little of chance that stays the same; a
 * slot that others compute in. */
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

/** Whoever ends gives its place to the next one. Again after a crash it is nothing. */
async function finish({ source, timings, log }: WorkflowPorts, run: StoredExecution, end: End): Promise<void> {
  const { id, attempt, workflowId, workflowName: workflow, installationId, executionId } = run;
  const { status, reason } = end;
  const isOurs = await retryTransient(timings, () =>
    endTogether(source, installationId, { id, attempt, workflowId, ...end }),
  );
  if (isOurs) log.info({ executionId, workflow, status, reason }, 'workflow ended');
}

function endOf(error: unknown): End {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof RunStoppedError)
    return { status: reason === TIMED_OUT ? 'timeout' : 'cancelled', reason, fired: true };
  const said =
    error instanceof RunFailedError ? reason : 'an unexpected error; its details are in the log of the server';
  return { status: 'failed', reason: said, fired: true };
}
