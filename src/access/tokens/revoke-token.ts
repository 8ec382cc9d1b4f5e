import type { DataSource } from 'typeorm';

/** Revokes a token of a user. False: the user has no good one of this id. */
export async function revokeToken(
  source: Pick<DataSource, 'query'>,
  userId: number,
  tokenId: string,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await source.query(
    `UPDATE api_tokens SET revoked_at = now()
      WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL AND expires_at > now() RETURNING 1`,
    [userId, tokenId],
  );
  return rows.length > 0;
}
