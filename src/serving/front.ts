import { setTimeout as sleep } from 'node:timers/promises';
import type { Serving } from './serving.js';

const LOOK_MS = 20;
/** What is under way when another takes over may end within this time. */
const GRACE_MS = 5000;

/** The door that stays while what answers behind it changes. */
export interface Front extends Pick<Serving, 'receive' | 'routes'> {
  /** Begins what the first one does beside answering. */
  begin(): Promise<void>;
  /** From now on this one answers; the one before has begun to end. */
  replace(next: Serving): void;
  /** Ends what keeps connections open, for the end of all. */
  endStreams(): Promise<void>;
  /** Ends the one that answers, and waits for those before it. */
  close(): Promise<void>;
}

/** Puts the first one before the listener. `failed` hears of what went wrong while one took over from another. */
export function createFront(first: Serving, failed: (error: unknown) => void): Front {
  let current = counted(first);
  let changing: Promise<void> = Promise.resolve();
  return {
    receive: (request, response) => current.receive(request, response),
    routes: { fetch: (request, env) => current.fetch(request, env) },
    begin: () => current.serving.begin(),
    replace: (next) => {
      const before = current;
      current = counted(next);
      changing = changing.then(async () => {
        await before.serving.endStreams();
        await before.idle();
        await before.serving.close();
        await next.begin();
      });
      changing = changing.catch(failed);
    },
    endStreams: () => current.serving.endStreams(),
    close: async () => {
      await changing;
      await current.serving.close();
    },
  };
}

/** Knows how many requests are under way in one that is to be closed. */
function counted(serving: Serving) {
  let under = 0;
  const during = async <T>(work: () => T | Promise<T>): Promise<T> => {
    under += 1;
    try {
      return await work();
    } finally {
      under -= 1;
    }
  };
  return {
    serving,
    receive: (...args: Parameters<Serving['receive']>) => during(() => serving.receive(...args)),
    fetch: (...args: Parameters<Serving['routes']['fetch']>) => during(() => serving.routes.fetch(...args)),
    idle: async () => {
      for (const end = Date.now() + GRACE_MS; under > 0 && Date.now() < end;) await sleep(LOOK_MS);
    },
  };
}
