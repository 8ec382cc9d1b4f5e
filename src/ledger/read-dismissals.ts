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
    `SELECT id, scope, rule, path, fingerprint, claim, reason, dismissed_by AS "dismissedBy", expires_at AS "expiresAt"
       FROM dismissals
      WHERE repository_id = $1 AND undone_at IS NULL AND (expires_at IS NULL OR expires_at > now())
        AND (scope <> 'finding' OR pull_request_id = $2)
      ORDER BY created_at DESC`,
    [repositoryId, pullRequestId],
  );
}
