import { setTimeout as sleep } from 'node:timers/promises';
import { isTransientDatabaseError } from '../../database/is-transient-error.js';
import type { Timings } from './timings.js';

/**
 * For what a workflow asks of the database outside of its steps, because the answer must be a new one after a takeover:
 * tries again after the waits of `timings.retries` while the database cannot answer. Throws what it throws at last.
 */
export async function retryTransient<T>({ retries }: Pick<Timings, 'retries'>, work: () => Promise<T>): Promise<T> {
  for (const wait of retries) {
    try {
      return await work();
    } catch (error) {
      if (!isTransientDatabaseError(error)) throw error;
    }
    await sleep(wait);
  }
  return work();
}
