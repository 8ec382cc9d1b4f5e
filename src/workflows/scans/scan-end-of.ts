import { RunFailedError, RunStoppedError } from '../durable/durable-step.js';
import type { ScanEnd } from './scan-record.js';

/** How a scan or an import ends that threw: cancelled by who wanted something else, or failed, and whose fault that was. */
export function scanEndOf(error: unknown): ScanEnd {
  if (error instanceof RunStoppedError) return { status: 'cancelled', reason: error.message };
  const known = error instanceof RunFailedError ? error : null;
  const reason = known?.message ?? 'an unexpected error; its details are in the log';
  return { status: 'failed', reason, details: { failure: known?.service === 'graph' ? 'store' : 'repository' } };
}
