import { ApiProblem } from '../../api/client.js';

/** What came of doing something to each of several. */
export interface Carried<T> {
  done: T[];
  failed: { item: T; error: Error }[];
  /** Stopped before these. */
  left: T[];
}

interface How<T> {
  /** Does it to one; returns what else was done by it. */
  one: (item: T) => Promise<readonly T[]>;
  /** After each. */
  onProgress?: (finished: number) => void;
  isStopped?: () => boolean;
  /** Seconds, where the server says that it is too much at once. */
  pause?: (seconds: number) => Promise<void>;
}

const LONGEST_PAUSE = 70;
const MOST_PAUSES = 3;

/**
 * Does something to each of several, one after the other: one dismissal may reach others of them, which are then done.
 * What fails is kept with its error and does not end it; where the server asks to slow down it waits.
 */
export async function carryOutEach<T>(
  items: readonly T[],
  { one, onProgress, isStopped = () => false, pause = wait }: How<T>,
): Promise<Carried<T>> {
  const done = new Set<T>();
  const failed: Carried<T>['failed'] = [];
  for (const [at, item] of items.entries()) {
    if (isStopped()) return { done: [...done], failed, left: items.slice(at).filter((other) => !done.has(other)) };
    if (!done.has(item)) {
      try {
        const reached = await withPauses(() => one(item), pause);
        done.add(item);
        for (const other of reached) done.add(other);
      } catch (error) {
        failed.push({ item, error: error instanceof Error ? error : new Error(String(error)) });
      }
    }
    onProgress?.(at + 1);
  }
  return { done: [...done], failed: failed.filter(({ item }) => !done.has(item)), left: [] };
}

async function withPauses<T>(work: () => Promise<T>, pause: (seconds: number) => Promise<void>): Promise<T> {
  for (let pauses = 0; ; pauses++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 429 || pauses === MOST_PAUSES) throw error;
      await pause(Math.min(error.retryAfter ?? 5, LONGEST_PAUSE));
    }
  }
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
