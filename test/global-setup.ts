import { chmodSync, rmSync } from 'node:fs';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { serveNeo4j } from './neo4j/serve-neo4j.js';
import { makePassingFolder } from './passing-folder.js';

const TEMPLATE = 'nectr_template';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's address of the server that the tests use. */
    postgresUrl: string;
    /** A migrated database to copy. */
    templateDatabase: string;
    /** Where a file asks for the Neo4j, which starts then. */
    neo4jSocket: string;
  }
}

/** One PostgreSQL for all tests: the embedded one, or that of TEST_DATABASE_URL (a superuser's address). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const folder = makePassingFolder('nectr-test-');
  // The server runs as another user for root: it must reach its data.
  chmodSync(folder, 0o755);
  // Several files at once, each with processes of their own: more connections than one installation has.
  const embedded = given === undefined ? await startEmbeddedPostgres(folder, quiet, { maxConnections: 100 }) : null;
  const url = given ?? embedded?.superuserUrl ?? '';
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'nectr'");
  await client.query(`${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE nectr LOGIN PASSWORD 'nectr'`);
  if (embedded) {
    // Nothing here is to outlive the run.
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
      await client.query(`ALTER SYSTEM SET ${setting} = off`);
    }
    await client.query('SELECT pg_reload_conf()');
  }
  await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${TEMPLATE} OWNER nectr`);
  await client.end();
  const template = databaseUrl(url, TEMPLATE);
  await migrate(template);
  await pollLess(template);
  project.provide('postgresUrl', url);
  project.provide('templateDatabase', TEMPLATE);
  const neo4j = await serveNeo4j();
  project.provide('neo4jSocket', neo4j.socket);
  return async () => {
    await neo4j.stop();
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * Workers ask their queues for work all the time, with statements that take longer to plan than to run: with four idle
 * stages beside each other that was half of what PostgreSQL did.
 */
async function pollLess(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('UPDATE dbos.queues SET polling_interval_sec = LEAST(0.5, GREATEST(0.2, polling_interval_sec))');
  await client.end();
}

/** A database of the same server, as the plain role that owns it: tests see what production sees. */
function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  changed.username = 'nectr';
  changed.password = 'nectr';
  return changed.href;
}
