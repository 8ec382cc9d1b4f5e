import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createDataSource } from './data-source.js';
import { engineQueues } from './engine-queues.js';
import { migrationTrouble } from './migration-trouble.js';
import { migrations } from './migrations.js';
import { ensureTenantRole } from './tenant-role.js';

/** Whoever holds this session lock migrates. */
export const MIGRATION_LOCK = 7_306_118_455;
const LOCK_WAIT_MS = 120_000;
/** The engine's client says what it does on the console; what fails is thrown. */
const SILENT = { info: nothing, debug: nothing, warn: nothing, error: nothing };

/**
 * Brings a database to this version: our tables, the engine's, its queues. Processes that do it at once wait for each
 * other; a second run changes nothing. Throws Refusal where rights are missing, else what the database throws; each migration is a transaction of its own. With
 * `upTo` our tables are brought to the level of those migrations only, for rows that come from there.
 */
export async function migrate(url: string, upTo: readonly string[] | null = null): Promise<void> {
  const lock = new pg.Client({
    connectionString: url,
    application_name: 'nectr migrate',
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    keepAlive: true,
  });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await takeLock(lock);
    await migrateTables(url, upTo);
    await DBOS.migrate(url);
    await registerQueues(url);
    await ensureTenantRole(lock);
  } catch (error) {
    throw await migrationTrouble(error, lock).catch(() => error);
  } finally {
    await lock.end();
  }
}

/**
 * Asked again and again: a statement that waits for the lock would keep the engine's CREATE INDEX CONCURRENTLY waiting.
 */
async function takeLock(client: pg.Client): Promise<void> {
  for (const end = Date.now() + LOCK_WAIT_MS; Date.now() < end; await sleep(100)) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.locked) return;
  }
  throw new Error(
    'another process has been migrating this database for two minutes: look at its log, then start again',
  );
}

async function migrateTables(url: string, upTo: readonly string[] | null): Promise<void> {
  const source = createDataSource({
    scope: 'system',
    url,
    poolSize: 1,
    applicationName: 'nectr migrate',
    queryTimeoutMs: 600_000,
  });
  if (upTo !== null) source.setOptions({ migrations: migrations.filter(({ name }) => upTo.includes(name)) });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

async function registerQueues(url: string): Promise<void> {
  const client = await DBOSClient.create({
    systemDatabaseUrl: url,
    logger: SILENT,
    // Set otherwise beside the first statement of each connection, which pg warns of.
    systemDatabaseIdleTransactionTimeoutMs: 0,
  });
  try {
    for (const [name, limits] of Object.entries(engineQueues)) {
      await client.registerQueue(name, {
        ...limits,
        onConflict: 'always_update',
        applicationName: 'nectr',
      });
    }
  } finally {
    await client.destroy();
  }
}

function nothing(): void {}
