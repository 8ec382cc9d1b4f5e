import type { Log } from '../workflows/ports.js';
import type { Stored, StoredSettings } from './stored.js';

/** How often it is looked whether another process has stored something: soon while nothing works without it. */
const WAITING_MS = 1000;
const WORKING_MS = 5000;

export interface StoredWatch {
  /** Looks now; resolves when `changed` has ended, if something did change. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells when what set-up stored is not what it was: in this process at once (`look`), in another one within seconds.
 * A `changed` that throws is logged and comes again with the next look. A database that is away is asked again.
 */
export function watchStored(options: {
  stored: StoredSettings;
  first: Stored;
  /** What of it counts, such as the whole environment: only another one is told. */
  used(stored: Stored): unknown;
  changed(stored: Stored): Promise<void>;
  isWaiting(): boolean;
  log: Pick<Log, 'error'>;
}): StoredWatch {
  const { stored, used, changed, isWaiting, log } = options;
  const textOf = (of: Stored): string => JSON.stringify(used(of));
  let known = textOf(options.first);
  let mark: string | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let failing = false;
  const look = async (): Promise<void> => {
    const now = await stored.mark();
    if (now === mark) return;
    const next = await stored.read();
    const text = textOf(next);
    if (text !== known) await changed(next);
    known = text;
    mark = now;
  };
  /** One after the other: a second change waits for the first. Told once, however often it fails in a row. */
  const queued = (): Promise<void> => {
    looking = looking
      .then(() => (stopped ? undefined : look()))
      .then(() => void (failing = false))
      .catch((error: unknown) => {
        if (!failing) log.error({ err: error }, 'what set-up stored is not in use yet');
        failing = true;
      });
    return looking;
  };
  const again = (): void => {
    if (!stopped) timer = setTimeout(() => void queued().then(again), isWaiting() ? WAITING_MS : WORKING_MS).unref();
  };
  again();
  return {
    look: queued,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return looking;
    },
  };
}
