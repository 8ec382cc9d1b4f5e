import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowPorts } from '../ports.js';
import { backfillScans } from './backfill-scans.js';
import { unmarkUnknown } from './unmark-unknown.js';

/**
 * A while after a worker's start asks for the scans that are missing: of repositories that were never scanned, or that
 * another store knew. Never throws: it is logged. Returns how to end it.
 */
export function startBackfill(ports: Pick<WorkflowPorts, 'source' | 'graph' | 'log' | 'timings'>): () => Promise<void> {
  const ended = new AbortController();
  const { source, log, timings } = ports;
  const work = async (): Promise<void> => {
    await sleep(timings.backfill, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    if (ended.signal.aborted) return;
    try {
      await unmarkUnknown(ports, ended.signal);
      const asked = await backfillScans(source, { failedHours: 0 });
      if (asked > 0) log.info({ scans: asked }, 'repositories that were never scanned are scanned now');
    } catch (error) {
      log.warn({ err: error }, 'which repositories were never scanned could not be looked up: the next hour does');
    }
  };
  const done = work();
  return async () => {
    ended.abort();
    await done;
  };
}
