import { syncIndex, type SyncPorts } from './sync-index.js';

/** Lets what changes one after the other be sent together, in milliseconds. */
const QUIET_MS = 2000;

/** What keeps the index in step between two runs of the job. */
export interface IndexKeeper {
  /** Memories may have changed: looks soon, at most once every two seconds. */
  changed(): void;
  close(): Promise<void>;
}

/** Looks after changes what has to be sent to the index. Never throws: why it failed is logged, once in a row. */
export function keepIndex(ports: SyncPorts, { quietMs = QUIET_MS }: { quietMs?: number } = {}): IndexKeeper {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let told: string | null = null;

  const look = async (): Promise<void> => {
    let why: string | null;
    try {
      why = (await syncIndex(ports, ended.signal)).stopped;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    if (why !== null && why !== told && !ended.signal.aborted)
      ports.log.warn({ reason: why }, 'the recall index is behind: the next run goes on');
    told = why;
  };
  return {
    changed: () => {
      if (ended.signal.aborted) return;
      timer ??= setTimeout(() => {
        timer = null;
        running = running.then(look);
      }, quietMs).unref();
    },
    close: async () => {
      ended.abort();
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
