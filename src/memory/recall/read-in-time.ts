import type { DataSource, EntityManager } from 'typeorm';
import { readWithin } from '../../database/read-within.js';

/** What memories are read through; a transaction that is under way has a limit of its own. */
export type RecallSource =
  | Pick<DataSource, 'query' | 'createQueryRunner'>
  | Pick<EntityManager, 'query' | 'queryRunner'>;

/** A review waits two seconds for its memories; the statement ends before, so that nobody works for nobody. */
const LONGEST_MS = 1500;
const QUERY_CANCELED = '57014';

/** What is remembered was not read in time. Says how long was waited. */
export class RecallTimeoutError extends Error {
  override name = 'RecallTimeoutError';

  constructor(cause: unknown) {
    super(`the database gave no answer within ${LONGEST_MS / 1000} s`, { cause });
  }
}

/** The rows of one statement of recall. Throws RecallTimeoutError where it takes too long, and what the database throws. */
export async function readInTime<Row>(source: RecallSource, statement: string, parameters: unknown[]): Promise<Row[]> {
  try {
    if (!('createQueryRunner' in source)) return await source.query(statement, parameters);
    return await readWithin<Row>(source, LONGEST_MS, statement, parameters);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === QUERY_CANCELED) throw new RecallTimeoutError(error);
    throw error;
  }
}
