import type { DataSource, EntityManager } from 'typeorm';

/** Ends one session of a user. False: the user has none of this id. */
export async function endSession(source: DataSource, userId: number, sessionId: string): Promise<boolean> {
  const [rows]: [unknown[], number] = await source.query(
    'DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING 1',
    [userId, sessionId],
  );
  return rows.length > 0;
}

/**
 * Ends all sessions of a person, by GitHub's id, and forgets what GitHub gave us for them: for a person who revoked the
 * App (`github_app_authorization.revoked`). Nothing happens if we do not know them.
 */
export async function endSessionsOf(source: DataSource, githubId: number): Promise<void> {
  const rows: { id: number }[] = await source.query('SELECT id FROM users WHERE github_id = $1', [githubId]);
  const user = rows[0];
  if (user !== undefined) await source.transaction((manager) => signOut(manager, user.id));
}

/** The same by our id, inside of a transaction. */
export async function signOut(manager: EntityManager, userId: number): Promise<void> {
  await manager.query(
    `UPDATE users SET access_token_encrypted = NULL, refresh_token_encrypted = NULL, token_expires_at = NULL,
            refresh_token_expires_at = NULL, token_refresh_until = NULL WHERE id = $1`,
    [userId],
  );
  await manager.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
}
