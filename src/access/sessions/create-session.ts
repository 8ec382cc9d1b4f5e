import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { sha256 } from '../sha256.js';
import { LONGEST_DAYS } from './session-life.js';

const LONGEST_USER_AGENT = 300;

/**
 * Begins a session of a user and returns its secret id. The browser's session before it ends: a session id that
 * somebody had before the sign-in is worth nothing after it.
 */
export async function createSession(
  source: DataSource | EntityManager,
  { userId, userAgent, before }: { userId: number; userAgent: string | null; before: string | null },
): Promise<string> {
  const sid = randomBytes(32).toString('base64url');
  if (before !== null) await source.query('DELETE FROM sessions WHERE sid_sha256 = $1', [sha256(before)]);
  await source.query(
    `INSERT INTO sessions (user_id, sid_sha256, user_agent, expires_at)
     VALUES ($1, $2, $3, now() + make_interval(days => $4))`,
    [userId, sha256(sid), printable(userAgent), LONGEST_DAYS],
  );
  return sid;
}

/** Headers may hold what PostgreSQL refuses and screens obey. */
function printable(userAgent: string | null): string | null {
  return userAgent?.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_USER_AGENT) ?? null;
}
