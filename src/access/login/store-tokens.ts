import type { DataSource } from 'typeorm';
import { encryptText } from '../encrypt.js';
import type { SecretKeys } from '../sessions/session-token.js';
import type { UserTokens } from './request-tokens.js';

/** Stores refreshed tokens of a user in place of the encrypted one that was read, and ends the lease of the refresh. */
export async function storeTokens(
  source: DataSource,
  userId: number,
  { tokens, secretKeys, instead }: { tokens: UserTokens; secretKeys: SecretKeys; instead: string },
): Promise<void> {
  const { accessToken, expiresAt, refreshToken, refreshTokenExpiresAt } = tokens;
  await source.query(
    `UPDATE users SET access_token_encrypted = $3, refresh_token_encrypted = $4, token_expires_at = $5,
            refresh_token_expires_at = $6, token_refresh_until = NULL
      WHERE id = $1 AND access_token_encrypted = $2`,
    [
      userId,
      instead,
      encryptText(accessToken, secretKeys),
      refreshToken === null ? null : encryptText(refreshToken, secretKeys),
      expiresAt,
      refreshTokenExpiresAt,
    ],
  );
}
