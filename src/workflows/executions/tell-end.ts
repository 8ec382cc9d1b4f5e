import { retryTransient } from '../durable/retry-transient.js';
import type { WorkflowPorts } from '../ports.js';
import { readFailedExecution } from './execution-record.js';
import { notifyEnd } from './notify-end.js';

/**
 * Tells who wants to hear of it how a run ended that could not tell it itself (`sweepRuns`). `engineId`: the name that it
 * was given for this.
 */
export async function tellEnd(ports: WorkflowPorts, engineId: string): Promise<void> {
  const run = await retryTransient(ports.timings, () => readFailedExecution(ports.source, engineId));
  if (run?.definition == null || run.dryRun) return;
  await notifyEnd(ports, { ...run, definition: run.definition }, { status: 'failed', reason: run.endReason });
}
