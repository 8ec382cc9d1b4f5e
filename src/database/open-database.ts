import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { EmbeddedLog } from './embedded-log.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

export interface OpenDatabase {
  url: string;
  /** Newest first. */
  secretKeys: [string, ...string[]];
  stop(): Promise<void>;
}

/**
 * The database the configuration names, or else the embedded one in `folder`, whose secret key is made once and kept
 * beside it. Throws one line if a pooler in transaction mode stands before the database, or a key is missing.
 */
export async function openDatabase(
  options: { databaseUrl: string | null; folder: string; secretKeys: readonly string[] },
  log: EmbeddedLog,
): Promise<OpenDatabase> {
  const [first, ...rest] = options.secretKeys;
  if (options.databaseUrl !== null) {
    if (first === undefined) throw new Error('SECRET_KEY is missing: with DATABASE_URL it is not made for you');
    await refuseTransactionPooler(options.databaseUrl);
    return { url: options.databaseUrl, secretKeys: [first, ...rest], stop: () => Promise.resolve() };
  }
  const embedded = await startEmbeddedPostgres(options.folder, log);
  const secretKeys: [string, ...string[]] = first === undefined ? [keptKey(options.folder)] : [first, ...rest];
  return { url: embedded.url, secretKeys, stop: () => embedded.stop() };
}

/** The key of this data folder: lost with it, never printed. */
function keptKey(folder: string): string {
  const path = join(folder, 'secret-key');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(path, 'utf8').trim();
}

/** Advisory locks and settings of a session are lost behind such a pooler, silently. */
async function refuseTransactionPooler(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SELECT set_config('nectr.session', 'kept', false)");
    const first = await backendOf(client);
    for (let look = 0; look < 3; look++) {
      if ((await backendOf(client)) !== first) {
        throw new Error(
          'DATABASE_URL leads to a pooler in transaction mode: use its session mode, or the address of PostgreSQL itself',
        );
      }
    }
  } finally {
    await client.end();
  }
}

async function backendOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ backend: string }>(
    "SELECT pg_backend_pid() || ' ' || COALESCE(current_setting('nectr.session', true), '') AS backend",
  );
  return rows[0]?.backend ?? '';
}
