import type { DataSource } from 'typeorm';
import type { Scope } from '../caller.js';
import { sha256 } from '../sha256.js';
import type { ListedToken } from './list-tokens.js';
import { makeToken } from './token-text.js';

export const LONGEST_TOKEN_DAYS = 365;
/** Characters that are kept of it, for its owner to know it again by. */
const BEGINNING = 12;

/**
 * A new API token of a user, which is told once: only its hash is kept. It never sees more than its owner sees at that
 * moment. `days` is 1 to 365.
 */
export async function createToken(
  source: Pick<DataSource, 'query'>,
  { userId, name, scopes, days }: { userId: number; name: string; scopes: readonly Scope[]; days: number },
): Promise<ListedToken & { token: string }> {
  const token = makeToken();
  const rows: ListedToken[] = await source.query(
    `INSERT INTO api_tokens (user_id, name, token_sha256, beginning, scopes, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6))
     RETURNING id, name, beginning, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"`,
    [userId, name, sha256(token), token.slice(0, BEGINNING), [...new Set(scopes)], days],
  );
  if (rows[0] === undefined) throw new Error('the token was not stored');
  return { ...rows[0], token };
}
