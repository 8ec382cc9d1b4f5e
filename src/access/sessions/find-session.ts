import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { SCOPES, type Caller } from '../caller.js';
import { sha256 } from '../sha256.js';
import { IDLE_DAYS } from './session-life.js';

const STATEMENT = prepared(
  `SELECT s.id, s.user_id AS "userId", u.github_id AS "githubId", u.login,
          s.last_seen_at < now() - interval '1 minute' AS unseen
     FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.sid_sha256 = $1 AND s.expires_at > now() AND s.last_seen_at > now() - make_interval(days => $2)`,
);

/**
 * Who a session belongs to; null: it has ended, was idle for too long or is too old. Every request looks at the row, so
 * that a sign-out holds at once; that it was seen is written once a minute.
 */
export async function findSession(source: DataSource, sid: string): Promise<Caller | null> {
  const rows: { id: string; userId: number; githubId: string; login: string; unseen: boolean }[] = await source.query(
    STATEMENT,
    [sha256(sid), IDLE_DAYS],
  );
  const row = rows[0];
  if (row === undefined) return null;
  if (row.unseen) await source.query('UPDATE sessions SET last_seen_at = now() WHERE id = $1', [row.id]);
  return {
    userId: row.userId,
    githubId: Number(row.githubId),
    login: row.login,
    scopes: new Set(SCOPES),
    sessionId: row.id,
    tokenId: null,
  };
}
