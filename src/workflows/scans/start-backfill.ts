import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowPorts } from '../ports.js';
import { askForMissing } from './ask-for-missing.js';

/**
 * A while after a worker's start asks for what the graph lacks, as `askForMissing` does every hour. Never throws: it is
 * logged. Returns how to end it.
 */
export function startBackfill(ports: Pick<WorkflowPorts, 'source' | 'graph' | 'log' | 'timings'>): () => Promise<void> {
  const ended = new AbortController();
  const { log, timings } = ports;
  const work = async (): Promise<void> => {
    await sleep(timings.backfill, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    if (ended.signal.aborted) return;
    try {
      const asked = await askForMissing(ports, { failedHours: 0, signal: ended.signal });
      if (asked.scans + asked.histories > 0) log.info(asked, 'what the graph lacks is read now');
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
