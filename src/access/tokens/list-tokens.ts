import type { DataSource } from 'typeorm';
import type { Scope } from '../caller.js';

/** A token as its owner sees it. */
export interface ListedToken {
  id: string;
  name: string;
  /** Its first characters. */
  beginning: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

/** The tokens of a user that are good, the newest first. */
export async function listTokens(source: Pick<DataSource, 'query'>, userId: number): Promise<ListedToken[]> {
  return source.query(
    `SELECT id, name, beginning, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
       FROM api_tokens WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now() ORDER BY created_at DESC, id`,
    [userId],
  );
}
