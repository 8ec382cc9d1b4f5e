import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { entities } from './entities.js';
import { ImpatientClient } from './impatient-client.js';
import { migrations } from './migrations.js';
import { NamingStrategy } from './naming-strategy.js';
import { setScope, type DatabaseScope } from './set-scope.js';

export interface DataSourceSettings {
  /** Whose rows its statements see. */
  scope: DatabaseScope;
  url: string;
  poolSize: number;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Longest a statement may take; 30 s unless told. */
  queryTimeoutMs?: number;
  /** Longest the wait for a connection may take, a new one or one of the pool; 5 s unless told. */
  connectTimeoutMs?: number;
}

/**
 * A data source that is not connected yet. Every wait of it has an end: connecting, a statement, a lock, a transaction
 * that holds rows while its process sleeps (threat list: a hung database must not hang the receiver).
 * The server ends a statement first; the client's own limit covers a server that is silent.
 */
export function createDataSource({
  scope,
  url,
  poolSize,
  applicationName,
  queryTimeoutMs = 30_000,
  connectTimeoutMs = 5000,
}: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName,
    entities,
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    namingStrategy: new NamingStrategy(),
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: false,
    extra: {
      Client: ImpatientClient,
      onConnect: setScope(scope),
      // Statements that do not wait for each other go out together; pg warns of two at once without it.
      pipeline: scope === 'tenant',
      max: poolSize,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: queryTimeoutMs,
      query_timeout: queryTimeoutMs + 1000,
      lock_timeout: Math.min(queryTimeoutMs, 10_000),
      idle_in_transaction_session_timeout: 15_000,
    },
  });
}
