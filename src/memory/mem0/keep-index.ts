import { hasNews } from './has-news.js';
import { syncIndex, type SyncPorts } from './sync-index.js';

/** Lets what changes one after the other be sent together, in milliseconds. */
const QUIET_MS = 2000;
/** People change memories in other processes, too, which tell nobody: these are seen within so many milliseconds. */
const POLL_MS = 3000;
/** Looking for them takes at most this part of the time, however many memories there are. */
const POLL_PART = 0.02;
/** Where the index is away it is left alone for so long, unless something changes here; its job tries it, too. */
const AWAY_MS = 60_000;

/** What keeps the index in step between two runs of the job. */
export interface IndexKeeper {
  /** Memories may have changed: looks soon, at most once every two seconds. */
  changed(): void;
  close(): Promise<void>;
}

/**
 * Looks after changes what has to be sent to the index; those of other processes are found by asking the database.
 * Never throws: why it failed is logged, once in a row.
 */
export function keepIndex(
  ports: SyncPorts,
  { quietMs = QUIET_MS, pollMs = POLL_MS }: { quietMs?: number; pollMs?: number } = {},
): IndexKeeper {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let polled: Promise<void> = Promise.resolve();
  let isLooking = false;
  let leftAloneUntil = 0;
  let told: string | null = null;

  const look = async (): Promise<void> => {
    let why: string | null;
    isLooking = true;
    try {
      why = (await syncIndex(ports, ended.signal)).stopped;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    isLooking = false;
    if (why !== null && why !== told && !ended.signal.aborted)
      ports.log.warn({ reason: why }, 'the recall index is behind: the next run goes on');
    told = why;
    if (why !== null) leftAloneUntil = Date.now() + AWAY_MS;
  };
  const soon = (): void => {
    if (ended.signal.aborted) return;
    timer ??= setTimeout(() => {
      timer = null;
      running = running.then(look);
    }, quietMs).unref();
  };
  const poll = async (): Promise<void> => {
    const from = performance.now();
    // A database that is away is told of by all else.
    if (!isLooking && Date.now() >= leftAloneUntil && (await hasNews(ports.source).catch(() => false))) soon();
    const tookMs = performance.now() - from;
    if (!ended.signal.aborted)
      polling = setTimeout(() => (polled = poll()), Math.max(pollMs, tookMs / POLL_PART)).unref();
  };
  let polling = setTimeout(() => (polled = poll()), pollMs).unref();
  return {
    changed: soon,
    close: async () => {
      ended.abort();
      if (timer !== null) clearTimeout(timer);
      clearTimeout(polling);
      await Promise.all([running, polled]);
    },
  };
}
