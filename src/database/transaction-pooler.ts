import pg from 'pg';
import { Refusal } from '../refusal.js';
import { databaseTrouble } from './database-trouble.js';

/**
 * Throws one line with the way out if a pooler in transaction mode stands before the database: advisory locks, LISTEN
 * and settings of a session would be lost behind it, silently. Two connections that are open at the same time must
 * each keep a server process of their own; behind such a pooler they share one, or change it between two queries.
 */
export async function refuseTransactionPooler(url: string): Promise<void> {
  const clients: pg.Client[] = [];
  try {
    for (let at = 0; at < 2; at++) clients.push(await connect(url));
    const seen: string[] = [];
    for (let look = 0; look < 3; look++) {
      for (const client of clients) seen.push(await backendOf(client));
    }
    const kept = seen.every((backend, at) => backend === seen[at % 2]);
    if (!kept || seen[0] === seen[1]) {
      throw new Refusal(
        'DATABASE_URL leads to a pooler in transaction mode',
        'use its session mode, or the address of PostgreSQL itself',
      );
    }
  } finally {
    for (const client of clients) await client.end().catch(() => undefined);
  }
}

function createClient(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'nectr start',
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
  });
  client.on('error', () => undefined);
  return client;
}

async function connect(url: string): Promise<pg.Client> {
  let client: pg.Client | null = null;
  try {
    client = createClient(url);
    await client.connect();
    return client;
  } catch (error) {
    await client?.end().catch(() => undefined);
    throw databaseTrouble(error, url);
  }
}

/** One simple query: nothing of it needs a session. Process ids come again, so the start time belongs to it. */
async function backendOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ backend: string }>(
    "SELECT pid || ' ' || backend_start AS backend FROM pg_stat_activity WHERE pid = pg_backend_pid()",
  );
  return rows[0]?.backend ?? '';
}
