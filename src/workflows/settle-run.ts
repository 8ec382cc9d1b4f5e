import type { DataSource } from 'typeorm';
import { durableStep, stepPorts } from './durable/durable-step.js';
import { settleOutcome } from './settle-outcome.js';
import type { WorkflowPorts } from './ports.js';
import { retryTransient } from './durable/retry-transient.js';
import { readRun } from './runs/run-record.js';

/**
 * Shows the end of a run that could not show it itself (a dead letter), on the same partition as the run. It writes
 * with the attempt the sweep has raised, so that a worker that comes back is fenced.
 */
export async function settleRun(ports: WorkflowPorts, executionId: string): Promise<void> {
  const { run, end } = await retryTransient(ports.timings, async () => ({
    run: await readRun(ports.source, executionId, ['failed', 'cancelled']),
    end: await readEnd(ports.source, executionId),
  }));
  if (run === null || !end) return;
  const outcome =
    end.outcome === 'failed'
      ? ({ kind: 'failed', reason: end.outcome_reason, nextTry: null } as const)
      : ({ kind: 'skipped', reason: end.outcome_reason } as const);
  await durableStep(stepPorts(ports, run), 'settle', new AbortController().signal, () =>
    settleOutcome(ports, run, outcome),
  );
}

async function readEnd(
  source: DataSource,
  executionId: string,
): Promise<{ outcome: 'skipped' | 'failed'; outcome_reason: string } | undefined> {
  const rows: { outcome: 'skipped' | 'failed'; outcome_reason: string }[] = await source.query(
    `SELECT outcome, outcome_reason FROM workflow_runs WHERE execution_id = $1 AND outcome IN ('skipped', 'failed')`,
    [executionId],
  );
  return rows[0];
}
