import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { Log } from '../../workflows/ports.js';
import { lookAtChanges, type ChangedRow } from './changed-rows.js';

/** A wake-up that is lost is made good by the next look. */
const POLL_MS = 5000;
/** Looks at most so often, however much changes. */
const LEAST_PAUSE_MS = 200;
const RECONNECT_MS = 1000;
/** Kept for those who come back; older ones are in the lists. */
const MOST_KEPT = 20_000;
const KEEP_MS = 10 * 60_000;

/** The changes of all installations, as this process hears of them. */
export interface Changes {
  /**
   * Hears of every change from now on; with the id of one that was heard, first of what came after it, or of all of the
   * last ten minutes where it is not among them. Returns how to stop.
   */
  subscribe(hear: (row: ChangedRow) => void, lastHeard: string | null): () => void;
  close(): Promise<void>;
}

/** A connection of the system's own that listens and reads. */
export type ListeningClient = Pick<ClientBase, 'query' | 'on'> & { end(): Promise<void> };

/**
 * Follows what changes on one connection: woken by NOTIFY, and every five seconds without. While the database is away it
 * tries again, and goes on where it was. The last ten minutes are kept for readers who come back.
 */
export function watchChanges({
  connect,
  log,
  pollMs = POLL_MS,
}: {
  connect(): Promise<ListeningClient>;
  log: Log;
  pollMs?: number;
}): Changes {
  const hearers = new Set<(row: ChangedRow) => void>();
  const kept: { row: ChangedRow; at: number }[] = [];
  const ended = new AbortController();
  let wake = (): void => undefined;
  let seen: string | null = null;

  const tell = (rows: readonly ChangedRow[]) => {
    for (const row of rows) {
      kept.push({ row, at: Date.now() });
      for (const hear of hearers) hear(row);
    }
    const tooOld = Date.now() - KEEP_MS;
    const first = Math.max(
      kept.findIndex(({ at }) => at >= tooOld),
      kept.length - MOST_KEPT,
      0,
    );
    if (first > 0) kept.splice(0, first);
  };

  const follow = async (client: ListeningClient): Promise<void> => {
    await client.query('LISTEN nectr_changes');
    while (!ended.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const look = await lookAtChanges(client, seen);
      ({ seen } = look);
      tell(look.rows);
      const poll = setTimeout(() => wake(), pollMs);
      await woken;
      clearTimeout(poll);
      await sleep(LEAST_PAUSE_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };

  const running = (async () => {
    while (!ended.signal.aborted) {
      try {
        const client = await connect();
        client.on('notification', () => wake());
        client.on('error', () => wake());
        await follow(client).finally(() => client.end().catch(() => undefined));
      } catch (error) {
        if (ended.signal.aborted) return;
        log.warn({ err: error }, 'the live stream lost its connection: it tries again');
        await sleep(RECONNECT_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      }
    }
  })();

  return {
    subscribe: (hear, lastHeard) => {
      const at = kept.findIndex(({ row }) => row.id === lastHeard);
      if (lastHeard !== null) for (const { row } of kept.slice(at + 1)) hear(row);
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    close: async () => {
      ended.abort();
      wake();
      await running;
    },
  };
}
