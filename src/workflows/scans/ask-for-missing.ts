import type { WorkflowPorts } from '../ports.js';
import { backfillScans } from './backfill-scans.js';
import { compareStore } from './compare-store.js';

/**
 * Asks for the scans and history imports that are missing: of repositories that were never scanned, that the graph's
 * store does not know, or whose last scan or import failed. A store that gives no answer keeps nobody from being asked
 * for.
 */
export async function askForMissing(
  ports: Pick<WorkflowPorts, 'source' | 'graph' | 'log'>,
  { failedHours, signal }: { failedHours: number; signal: AbortSignal },
): Promise<{ scans: number; histories: number }> {
  let histories = 0;
  try {
    ({ histories } = await compareStore(ports, signal));
  } catch (error) {
    ports.log.warn({ err: error }, "what the graph's store knows could not be compared: the next hour does");
  }
  if (signal.aborted) return { scans: 0, histories };
  return { scans: await backfillScans(ports.source, { failedHours }), histories };
}
