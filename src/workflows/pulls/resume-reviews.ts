import type { EntityManager } from 'typeorm';
import { commentKey, type CommentRequest } from '../../conversation/comment-request.js';
import { resumePull } from '../../ledger/pause-pull.js';
import { createRun } from '../events/create-run.js';
import type { WorkflowPorts } from '../ports.js';
import { RunPolicy } from '../events/run-policy.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Ends the pause of a run's pull request and, if its head has no review and none is on its way, starts one. Returns
 * whether a review comes. Safe to call again.
 */
export function resumeReviews(
  { source, timings }: Pick<WorkflowPorts, 'source' | 'timings'>,
  run: RunRecord,
  { comment }: CommentRequest,
): Promise<boolean> {
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM pull_requests WHERE id = $1 FOR UPDATE', [run.pullRequestId]);
    if (!(await resumePull(manager, run.pullRequestId))) return false;
    const review = await findReview(manager, run);
    if (review === null) return false;
    if (review.underWay) return true;
    await createRun(
      manager,
      {
        workflow: { id: review.id, name: review.name, policy: RunPolicy.parse(review.config ?? {}) },
        event: { id: review.eventId },
        installationId: run.installationId,
        repository: { id: run.repositoryId, githubRepoId: run.githubRepoId },
        pull: { id: run.pullRequestId, number: run.pullNumber, headSha: review.headSha, paused: false },
        trigger: { type: 'command', key: `command:${commentKey(comment)}` },
      },
      timings,
    );
    return true;
  });
}

interface Review {
  id: string;
  name: string;
  config: unknown;
  eventId: string;
  headSha: string;
  underWay: boolean;
}

/** Null: the review is switched off, or the event of the comment was purged. */
async function findReview(manager: EntityManager, run: RunRecord): Promise<Review | null> {
  const rows: Review[] = await manager.query(
    `SELECT w.id, w.name, w.config, r.event_id AS "eventId", p.head_sha AS "headSha",
            EXISTS (SELECT FROM workflow_runs o WHERE o.pull_request_id = p.id AND o.workflow_id = w.id
                       AND o.status IN ('pending', 'running') AND o.superseded_by IS NULL) AS "underWay"
       FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id, workflows w
      WHERE r.id = $1 AND r.event_id IS NOT NULL AND w.name = 'pr_review' AND w.installation_id IS NULL AND w.status = 'active'`,
    [run.id],
  );
  return rows[0] ?? null;
}
