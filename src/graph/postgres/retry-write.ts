import { setTimeout as sleep } from 'node:timers/promises';
import { isTransientDatabaseError } from '../../database/is-transient-error.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';

const ATTEMPTS = 4;
/** Deadlock, serialisation, a lock that was not free in time: trying again at once is the cure. */
const IN_EACH_OTHERS_WAY = new Set(['40P01', '40001', '55P03']);

/**
 * Runs a write that may be repeated as a whole. Throws GraphUnavailableError where the database is away or does not
 * answer, and everything else as it is.
 */
export async function retryWrite<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!isTransientDatabaseError(error)) throw error;
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!IN_EACH_OTHERS_WAY.has(code) || attempt === ATTEMPTS) {
        throw new GraphUnavailableError('the knowledge graph in PostgreSQL could not be written', { cause: error });
      }
      await sleep(Math.random() * 50 * 2 ** attempt);
    }
  }
}
