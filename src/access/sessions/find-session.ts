import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { SCOPES, type Caller } from '../caller.js';
import { foundAndCounted, type CountedRequest, type Entered } from '../count-requests.js';
import { sha256 } from '../sha256.js';
import { IDLE_DAYS } from './session-life.js';

const FIND = `SELECT s.id, s.user_id AS "userId", u.github_id AS "githubId", u.login,
          s.last_seen_at < now() - interval '1 minute' AS unseen
     FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.sid_sha256 = $1 AND s.expires_at > now() AND s.last_seen_at > now() - make_interval(days => $2)`;
const FIND_IT = prepared(FIND);
const FIND_AND_COUNT = prepared(foundAndCounted(FIND));

interface Row extends CountedRequest {
  id: string;
  userId: number;
  githubId: string;
  login: string;
  unseen: boolean;
}

/**
 * Who a session belongs to; null: it has ended, was idle for too long or is too old. Every request looks at the row, so
 * that a sign-out holds at once; that it was seen is written once a minute.
 */
export async function findSession(source: DataSource, sid: string): Promise<Caller | null> {
  const row = await find(source, sid, FIND_IT);
  return row && callerOf(row);
}

/** The same, with the request counted along with it. */
export async function enterBySession(source: DataSource, sid: string): Promise<Entered | null> {
  const row = await find(source, sid, FIND_AND_COUNT);
  return row && { caller: callerOf(row), counted: { requests: row.requests, seconds: row.seconds } };
}

async function find(source: DataSource, sid: string, statement: string): Promise<Row | null> {
  const rows: Row[] = await source.query(statement, [sha256(sid), IDLE_DAYS]);
  const row = rows[0];
  if (row?.unseen) await source.query('UPDATE sessions SET last_seen_at = now() WHERE id = $1', [row.id]);
  return row ?? null;
}

function callerOf({ id, userId, githubId, login }: Row): Caller {
  return { userId, githubId: Number(githubId), login, scopes: new Set(SCOPES), sessionId: id, tokenId: null };
}
