import type { DataSource } from 'typeorm';
import type { ActiveDismissal } from '../review/rounds/is-dismissed.js';

/**
 * The dismissals that findings of a pull request are checked against: those said in it, and those of its repository
 * that reach further; undone and expired ones are left out. Newest first.
 */
export function readDismissals(
  source: DataSource,
  { repositoryId, pullRequestId }: { repositoryId: number; pullRequestId: string },
): Promise<ActiveDismissal[]> {
  return source.query(
    `SELECT id, number, reach AS scope, rule, path, fingerprint, claim, reason, author_login AS "dismissedBy",
            expires_at AS "expiresAt"
       FROM memories
      WHERE type = 'dismissal' AND repository_id = $1 AND state = 'active' AND (expires_at IS NULL OR expires_at > now())
        AND (reach <> 'finding' OR pull_request_id = $2)
      ORDER BY created_at DESC`,
    [repositoryId, pullRequestId],
  );
}
