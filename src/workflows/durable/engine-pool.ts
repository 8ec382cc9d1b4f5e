import type { EventEmitter } from 'node:events';
import pg from 'pg';
import { ImpatientClient } from '../../database/impatient-client.js';
import { prepared } from '../../database/prepared.js';
import type { Log } from '../ports.js';

/** What the engine asks for each step and each workflow: a few fixed texts that look rows up by their keys. */
const OF_EACH_STEP =
  /^\s*(SELECT (status|owner_xid) FROM "dbos"\.workflow_status\s+WHERE workflow_uuid\s?=\s?\$1|SELECT output, error, child_workflow_id, function_name, serialization\s+FROM|SELECT version_name\s+FROM|INSERT INTO "dbos"\.(operation_outputs\s+\(workflow_uuid, function_id, output|workflow_output\s+\(workflow_uuid, output, error\)\s+VALUES \(\$1, \$2, \$3\)\s)|UPDATE "dbos"\.workflow_status SET status=\$2, )/;

/**
 * Planning those takes several times as long as running them. And a connection that broke while something was written to
 * it is one that was reset: the engine asks again after that, and gives up at an `EPIPE`, which it does not know.
 */
class EngineClient extends ImpatientClient {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const { connection } = this as unknown as { connection: EventEmitter };
    connection.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') error.code = 'ECONNRESET';
    });
    const query = this.query.bind(this) as (...parameters: unknown[]) => unknown;
    const planned = (text: unknown, ...rest: unknown[]) =>
      query(typeof text === 'string' && OF_EACH_STEP.test(text) ? prepared(text) : text, ...rest);
    Object.assign(this, { query: planned });
  }
}

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
    Client: EngineClient,
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
