import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import type { Caller, Scope } from '../caller.js';
import { foundAndCounted, type CountedRequest, type Entered } from '../count-requests.js';
import { sha256 } from '../sha256.js';
import { isToken } from './token-text.js';

const FIND = `SELECT t.id, t.user_id AS "userId", u.github_id AS "githubId", u.login, t.scopes,
          t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS unseen
     FROM api_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_sha256 = $1 AND t.revoked_at IS NULL AND t.expires_at > now()`;
const FIND_IT = prepared(FIND);
const FIND_AND_COUNT = prepared(foundAndCounted(FIND));

interface Row extends CountedRequest {
  id: string;
  userId: number;
  githubId: string;
  login: string;
  scopes: Scope[];
  unseen: boolean;
}

/**
 * Who a token speaks for; null: it is none of ours, was revoked or has run out. That it was used is written once a
 * minute.
 */
export async function findToken(source: DataSource, token: string): Promise<Caller | null> {
  const row = await find(source, token, FIND_IT);
  return row && callerOf(row);
}

/** The same, with the request counted along with it. */
export async function enterByToken(source: DataSource, token: string): Promise<Entered | null> {
  const row = await find(source, token, FIND_AND_COUNT);
  return row && { caller: callerOf(row), counted: { requests: row.requests, seconds: row.seconds } };
}

async function find(source: DataSource, token: string, statement: string): Promise<Row | null> {
  if (!isToken(token)) return null;
  const rows: Row[] = await source.query(statement, [sha256(token)]);
  const row = rows[0];
  if (row?.unseen) await source.query('UPDATE api_tokens SET last_used_at = now() WHERE id = $1', [row.id]);
  return row ?? null;
}

function callerOf({ id, userId, githubId, login, scopes }: Row): Caller {
  return { userId, githubId: Number(githubId), login, scopes: new Set(scopes), sessionId: null, tokenId: id };
}
