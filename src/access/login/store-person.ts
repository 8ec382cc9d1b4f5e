import type { EntityManager } from 'typeorm';
import { encryptText } from '../encrypt.js';
import type { SecretKeys } from '../sessions/session-token.js';
import type { Person } from './read-person.js';
import type { UserTokens } from './request-tokens.js';

/** Creates or updates the user of a person, by GitHub's number, with their tokens encrypted. Returns `users.id`. */
export async function storePerson(
  manager: EntityManager,
  person: Person,
  tokens: UserTokens,
  secretKeys: SecretKeys,
): Promise<number> {
  const { accessToken, expiresAt, refreshToken, refreshTokenExpiresAt } = tokens;
  const rows: { id: number }[] = await manager.query(
    `INSERT INTO users (github_id, login, name, email, avatar_url, access_token_encrypted, refresh_token_encrypted,
                        token_expires_at, refresh_token_expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (github_id) DO UPDATE SET login = EXCLUDED.login, name = EXCLUDED.name, email = EXCLUDED.email,
       avatar_url = EXCLUDED.avatar_url, access_token_encrypted = EXCLUDED.access_token_encrypted,
       refresh_token_encrypted = EXCLUDED.refresh_token_encrypted, token_expires_at = EXCLUDED.token_expires_at,
       refresh_token_expires_at = EXCLUDED.refresh_token_expires_at, token_refresh_until = NULL
     RETURNING id`,
    [
      person.id,
      person.login,
      person.name ?? null,
      person.email ?? null,
      person.avatar_url ?? null,
      encryptText(accessToken, secretKeys),
      refreshToken === null ? null : encryptText(refreshToken, secretKeys),
      expiresAt,
      refreshTokenExpiresAt,
    ],
  );
  if (rows[0] === undefined) throw new Error('the user was not stored');
  return rows[0].id;
}
