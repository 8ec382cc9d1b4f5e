import type { DataSource } from 'typeorm';
import type { ActiveDismissal } from '../review/rounds/is-dismissed.js';

/**
 * The dismissals that findings of a pull request (null: of no one) are checked against: those said in it, and those of
 * its repository that reach further; undone and expired ones are left out. Newest first.
 */
export function readDismissals(
  source: Pick<DataSource, 'query'>,
  { repositoryId, pullRequestId }: { repositoryId: number; pullRequestId: string | null },
): Promise<ActiveDismissal[]> {
  return source.query(
    `SELECT m.id, m.number, m.reach AS scope, m.rule, m.path, m.fingerprint, m.claim, m.reason, m.author_login AS "dismissedBy",
            m.expires_at AS "expiresAt", q.number AS "pullNumber"
       FROM memories m LEFT JOIN pull_requests q ON q.id = m.pull_request_id
      WHERE m.type = 'dismissal' AND m.repository_id = $1 AND m.state = 'active'
        AND (m.expires_at IS NULL OR m.expires_at > now()) AND (m.reach <> 'finding' OR m.pull_request_id = $2)
      ORDER BY m.created_at DESC`,
    [repositoryId, pullRequestId],
  );
}
