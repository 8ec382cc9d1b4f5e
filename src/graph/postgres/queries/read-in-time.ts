import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isTransientDatabaseError } from '../../../database/is-transient-error.js';
import { readWithin } from '../../../database/read-within.js';
import { GraphUnavailableError } from '../../graph-unavailable-error.js';

/** A review does without the graph rather than wait longer (fault G1 of the threat list). */
const LONGEST_READ_MS = 2000;

/**
 * The rows of one statement that only reads. Throws GraphUnavailableError where the database is away, or has not
 * answered after two seconds, whatever the reason: no connection is free, a lock, a file with a million edges.
 */
export async function readInTime<Row>(source: DataSource, statement: string, parameters: unknown[]): Promise<Row[]> {
  const inTime = new AbortController();
  const reading = readWithin<Row>(source, LONGEST_READ_MS, statement, parameters);
  const late = sleep(LONGEST_READ_MS, null, { signal: inTime.signal, ref: false }).then(() => {
    throw new GraphUnavailableError(`the knowledge graph gave no answer within ${LONGEST_READ_MS} ms`);
  });
  try {
    return await Promise.race([reading, late]);
  } catch (error) {
    if (!isTransientDatabaseError(error)) throw error;
    throw new GraphUnavailableError('the knowledge graph in PostgreSQL gave no answer', { cause: error });
  } finally {
    inTime.abort();
    // Whichever of the two comes second has nobody who waits for it.
    for (const second of [reading, late]) second.catch(() => undefined);
  }
}
