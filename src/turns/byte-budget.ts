import { createTurnQueue } from './turn-queue.js';

/** Bytes that several works share. */
export interface ByteBudget {
  /**
   * Waits until `bytes` are free; works of one key do not pass others', and who needs more than there is gets all of it
   * alone. Returns how to give them back. Throws BudgetBusyError after `patienceMs`.
   */
  take(key: string | number, bytes: number, patienceMs: number): Promise<() => void>;
}

/** The bytes were not free in time; it can be tried again. */
export class BudgetBusyError extends Error {
  override readonly name = 'BudgetBusyError';
}

interface Waiting {
  bytes: number;
  over: boolean;
  start(): void;
}

/**
 * A budget of bytes. Who comes while there is room and nobody waits begins at once; all others take turns by key. The
 * next one waits until it fits and nobody overtakes it: a large work would else never begin.
 */
export function createByteBudget(total: number): ByteBudget {
  const queue = createTurnQueue<Waiting>();
  let next: Waiting | null = null;
  let free = total;
  const goOn = (): void => {
    for (;;) {
      while (next === null || next.over) {
        next = queue.shift() ?? null;
        if (next === null) return;
      }
      if (next.bytes > free) return;
      free -= next.bytes;
      next.start();
      next = null;
    }
  };
  return {
    take: (key, wanted, patienceMs) =>
      new Promise((resolve, reject) => {
        const bytes = Math.min(Math.max(0, wanted), total);
        const timer = setTimeout(() => {
          waiting.over = true;
          reject(new BudgetBusyError(`${bytes} bytes of memory were not free within ${patienceMs / 1000} s`));
          goOn();
        }, patienceMs);
        timer.unref();
        const waiting: Waiting = {
          bytes,
          over: false,
          start: () => {
            clearTimeout(timer);
            let held = true;
            resolve(() => {
              if (!held) return;
              held = false;
              free += bytes;
              goOn();
            });
          },
        };
        // Nobody is taken out of the queue before there is room: who comes meanwhile has a turn, too.
        if (next !== null || queue.size > 0 || bytes > free) return queue.push(key, waiting);
        free -= bytes;
        waiting.start();
      }),
  };
}
