import type { DataSource } from 'typeorm';
import type { Caller, Scope } from '../caller.js';
import { prepared } from '../../database/prepared.js';
import { sha256 } from '../sha256.js';
import { isToken } from './token-text.js';

const STATEMENT = prepared(
  `SELECT t.id, t.user_id AS "userId", u.github_id AS "githubId", u.login, t.scopes,
          t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS unseen
     FROM api_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_sha256 = $1 AND t.revoked_at IS NULL AND t.expires_at > now()`,
);

/**
 * Who a token speaks for; null: it is none of ours, was revoked or has run out. That it was used is written once a
 * minute.
 */
export async function findToken(source: DataSource, token: string): Promise<Caller | null> {
  if (!isToken(token)) return null;
  const rows: {
    id: string;
    userId: number;
    githubId: string;
    login: string;
    scopes: Scope[];
    unseen: boolean;
  }[] = await source.query(STATEMENT, [sha256(token)]);
  const row = rows[0];
  if (row === undefined) return null;
  if (row.unseen) await source.query('UPDATE api_tokens SET last_used_at = now() WHERE id = $1', [row.id]);
  const { id, userId, githubId, login, scopes } = row;
  return { userId, githubId: Number(githubId), login, scopes: new Set(scopes), sessionId: null, tokenId: id };
}
