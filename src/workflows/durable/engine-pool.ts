import pg from 'pg';
import { ImpatientClient } from '../../database/impatient-client.js';
import type { Log } from '../ports.js';

/**
 * The connections of the durable engine, with the waits of our own pools: a server that is silent, or a connection of
 * which only our half is left, is given up and replaced (faults C9, C10). Its owner ends it.
 */
export function createEnginePool({
  url,
  poolSize,
  executorId,
  log,
  queryTimeoutMs = 30_000,
}: {
  url: string;
  poolSize: number;
  executorId: string;
  log: Pick<Log, 'warn'>;
  queryTimeoutMs?: number;
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    Client: ImpatientClient,
    max: poolSize,
    application_name: `nectr engine ${executorId}`,
    // Also the wait for a free connection: many steps share few.
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: queryTimeoutMs,
    query_timeout: queryTimeoutMs + 1000,
    lock_timeout: Math.min(queryTimeoutMs, 10_000),
    idle_in_transaction_session_timeout: 15_000,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'a connection of the engine broke'));
  return pool;
}
