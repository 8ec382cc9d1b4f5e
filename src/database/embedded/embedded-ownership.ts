import pg from 'pg';
import { embeddedUrl, type LockFile } from './embedded-lock-file.js';

/** Whoever holds this session lock owns the server; `nectr` in letters. */
const OWNER_LOCK = 0x6e65_6374;

export type Ownership = { client: pg.Client } | 'in use' | 'unreachable';

/**
 * Tries to become the owner of a running server. `unreachable`: no server answers; `in use`: a living process owns it.
 * The lock ends with the session, so a dead owner never blocks.
 */
export async function takeOwnership(lock: LockFile): Promise<Ownership> {
  const client = new pg.Client({
    connectionString: embeddedUrl(lock, 'superuser'),
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    application_name: 'nectr owner',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ owned: boolean }>('SELECT pg_try_advisory_lock($1) AS owned', [OWNER_LOCK]);
    if (rows[0]?.owned) return { client };
    await client.end();
    return 'in use';
  } catch {
    await client.end().catch(() => undefined);
    return 'unreachable';
  }
}

/** Makes the plain role and the database it owns; the product never runs as superuser. Idempotent. */
export async function ensureOwnerRole(client: pg.Client, lock: LockFile): Promise<void> {
  const { rows } = await client.query<{ role: boolean; database: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nectr') AS role,
            EXISTS (SELECT FROM pg_database WHERE datname = 'nectr') AS database`,
  );
  if (!rows[0]?.role) await client.query(`CREATE ROLE nectr LOGIN PASSWORD ${client.escapeLiteral(lock.password)}`);
  if (!rows[0]?.database) await client.query('CREATE DATABASE nectr OWNER nectr');
}
