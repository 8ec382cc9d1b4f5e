import { RunFailedError, RunStoppedError } from '../durable/durable-step.js';
import type { ScanEnd } from './scan-record.js';

/**
 * Whose fault it is that a scan or an import failed: of the graph's store, of somebody who gave no answer for a while
 * (both are asked for again), of the repository itself, or it killed the workers.
 */
export type ScanFailure = 'store' | 'no answer' | 'repository' | 'worker';

/**
 * How a scan or an import ends that threw: cancelled by who wanted something else, or failed, and whose fault that was.
 */
export function scanEndOf(error: unknown): ScanEnd {
  if (error instanceof RunStoppedError) return { status: 'cancelled', reason: error.message };
  const known = error instanceof RunFailedError ? error : null;
  const reason = known?.message ?? 'an unexpected error; its details are in the log';
  return { status: 'failed', reason, details: { failure: failureOf(known) } };
}

function failureOf(error: RunFailedError | null): ScanFailure {
  if (error?.service === 'graph') return 'store';
  return error?.isTransient ? 'no answer' : 'repository';
}
