import { DBOS } from '@dbos-inc/dbos-sdk';
import { ZodError } from 'zod';
import type { Outcome } from '../review/types.js';
import type { ActionContext, ActionResult } from './actions/action.js';
import { actionTypes } from './actions/actions.js';
import { durableStep, RunFailedError, RunStoppedError, stepPorts } from './durable/durable-step.js';
import { isEngineControl } from './durable/is-engine-control.js';
import { appendLog } from './runs/execution-log.js';
import type { WorkflowPorts } from './ports.js';
import { conditionsHold, readActions, type PlannedAction } from './runs/read-actions.js';
import { retryTransient } from './durable/retry-transient.js';
import { letParkedIn } from './runs/park-runs.js';
import { claimRun, finishRun, type RunEnd, type RunRecord } from './runs/run-record.js';
import { createRunWaits, type RunWaits } from './durable/run-waits.js';
import { settleOutcome } from './settle-outcome.js';
import { reviewOf } from './executions/execution-record.js';
import { wakeExecutions } from './executions/wake-executions.js';
import { watchRun } from './durable/watch-run.js';

/**
 * One run: its workflow's actions in their order, each a chain of durable steps. Ends in exactly one outcome, whatever
 * happens: done, stopped by something newer, or failed and said so on the pull request. Called by the engine, again
 * after a crash: finished steps are not repeated.
 */
export async function runWorkflow(ports: WorkflowPorts, executionId: string): Promise<void> {
  const run = await retryTransient(ports.timings, () => claimRun(ports.source, executionId));
  if (run === null) return;
  ports.reached('after-claim');
  const watch = watchRun(ports.source, run, ports.timings.watch);
  try {
    await runActions(ports, run, watch.signal);
  } catch (error) {
    if (isEngineControl(error)) throw error;
    await endEarly(ports, run, error);
  } finally {
    watch.end();
  }
  // The watch over the workers does it too, a little later.
  await letParkedIn(ports.source).catch((error: unknown) =>
    ports.log.warn({ err: error }, 'parked runs wait for the next look'),
  );
}

async function runActions(ports: WorkflowPorts, run: RunRecord, signal: AbortSignal): Promise<void> {
  const planned = await DBOS.runStep(() => readActions(ports.source, run.workflowId), {
    name: 'read actions',
    retriesAllowed: true,
    maxAttempts: 5,
  });
  const results = new Map<string, unknown>();
  const waits = createRunWaits(run.queuedAt);
  let outcome: Outcome | null = null;
  for (const action of planned) {
    if (!conditionsHold(action.conditions, outcome?.kind ?? null)) continue;
    const result = await runAction(ports, run, action, { signal, results, waits });
    results.set(action.type, result.value);
    outcome = result.outcome ?? outcome;
    if (result.stop) break;
  }
  ports.reached('before-complete');
  await finish(ports, run, {
    status: 'completed',
    outcome: outcome?.kind ?? null,
    reason: outcome && outcome.kind !== 'reviewed' ? outcome.reason : null,
    result: { actions: planned.filter(({ type }) => results.has(type)).map(({ type }) => type) },
  });
}

async function runAction(
  ports: WorkflowPorts,
  run: RunRecord,
  action: PlannedAction,
  { signal, results, waits }: { signal: AbortSignal; results: ReadonlyMap<string, unknown>; waits: RunWaits },
): Promise<ActionResult> {
  const known = actionTypes.get(action.type);
  if (!known) throw new RunFailedError(`The action "${action.type}" does not exist in this version`);
  const tell = (reason: string, nextTry: Date) =>
    known.showWait?.(ports, run, { reason, nextTry }) ?? Promise.resolve();
  const context: ActionContext = {
    ports,
    run,
    actionId: action.id,
    signal,
    results,
    step: (name, work) => durableStep(stepPorts(ports, run), name, signal, work, { run: waits, tell }),
    get claudeGivenUp() {
      return waits.claudeGivenUp;
    },
    log: (line) =>
      appendLog(ports.source, run, { step: null, actionId: action.id, metadata: null, ...line }).catch(
        (error: unknown) => ports.log.warn({ err: error }, 'a line of the execution log is lost'),
      ),
  };
  try {
    return await known.run(context, action.config);
  } catch (error) {
    if (error instanceof ZodError) throw new RunFailedError(`The configuration of "${action.name}" is not valid`);
    throw error;
  }
}

/** Stopped or failed: the pull request hears of it, then the record is closed. */
async function endEarly(ports: WorkflowPorts, run: RunRecord, error: unknown): Promise<void> {
  const outcome: Outcome =
    error instanceof RunStoppedError
      ? { kind: 'skipped', reason: error.message }
      : { kind: 'failed', reason: failureText(error), nextTry: null };
  if (outcome.kind === 'failed') ports.log.error({ err: error, executionId: run.executionId }, 'a run failed');
  await settle(ports, run, outcome);
  await finish(ports, run, {
    status: outcome.kind === 'failed' ? 'failed' : 'cancelled',
    outcome: outcome.kind,
    reason: outcome.reason,
    result: null,
  });
}

/** A pull request that cannot be written to (uninstalled, locked, gone) keeps its record here. */
async function settle(ports: WorkflowPorts, run: RunRecord, outcome: Outcome): Promise<void> {
  const never = new AbortController().signal;
  try {
    await durableStep(stepPorts(ports, run), 'settle', never, () => settleOutcome(ports, run, outcome));
  } catch (error) {
    if (isEngineControl(error)) throw error;
    ports.log.warn({ err: error, executionId: run.executionId }, 'the outcome could not be shown on the pull request');
  }
}

async function finish(ports: WorkflowPorts, run: RunRecord, end: RunEnd): Promise<void> {
  const { executionId, fullName, pullNumber } = run;
  await DBOS.runStep(() => finishAndWake(ports.source, run, end), {
    name: 'finish',
    retriesAllowed: true,
    maxAttempts: 5,
  });
  const { outcome, reason } = end;
  ports.log.info({ executionId, pull: `${fullName}#${pullNumber}`, outcome, reason }, 'run ended');
}

/** Workflows may wait for what was said of this pull request. */
async function finishAndWake(source: WorkflowPorts['source'], run: RunRecord, end: RunEnd): Promise<void> {
  await finishRun(source, run, end);
  await source.transaction((manager) => wakeExecutions(manager, [reviewOf(run.pullRequestId)], run.installationId));
}

function failureText(error: unknown): string {
  return error instanceof RunFailedError
    ? error.message
    : 'an unexpected error; its details are in the log of the server';
}
