import type { DataSource } from 'typeorm';

/**
 * Whether a person may be answered in this way on a pull request now: once for each `everyMinutes`, or once at all
 * (null). The same comment again gets the same answer. `refused` is for commands without permission.
 */
export async function claimReply(
  source: DataSource,
  claim: {
    installationId: number;
    pullRequestId: string;
    userId: number;
    kind: 'refused' | 'help' | 'config';
    commentKey: string;
    everyMinutes: number | null;
  },
): Promise<boolean> {
  const rows: unknown[] = await source.query(
    `INSERT INTO reply_limits AS mine (pull_request_id, github_user_id, kind, installation_id, comment_key)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (pull_request_id, github_user_id, kind) DO UPDATE
        SET replied_at = CASE WHEN mine.comment_key = EXCLUDED.comment_key THEN mine.replied_at ELSE now() END,
            comment_key = EXCLUDED.comment_key
      WHERE mine.comment_key = EXCLUDED.comment_key OR mine.replied_at < now() - make_interval(mins => $6)
     RETURNING 1`,
    [claim.pullRequestId, claim.userId, claim.kind, claim.installationId, claim.commentKey, claim.everyMinutes],
  );
  return rows.length > 0;
}
