import type { EntityManager } from 'typeorm';
import { commentKey, type CommentRequest } from '../../conversation/comment-request.js';
import { resumePull } from '../../ledger/pause-pull.js';
import { createRun } from '../events/create-run.js';
import type { Trigger } from '../events/pull-subject.js';
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
    const rows: { id: string }[] = await manager.query(
      'SELECT event_id AS id FROM workflow_runs WHERE id = $1 AND event_id IS NOT NULL',
      [run.id],
    );
    const trigger = { type: 'command', key: `command:${commentKey(comment)}` } as const;
    return resumeIn(manager, run, rows[0] ?? null, trigger, timings);
  });
}

/**
 * The same in the transaction of a caller that holds the row of the pull request. `event` asks for it; null: it was
 * purged, and no review comes.
 */
export async function resumeIn(
  manager: EntityManager,
  pull: Pick<RunRecord, 'installationId' | 'repositoryId' | 'githubRepoId' | 'pullRequestId' | 'pullNumber'>,
  event: { id: string } | null,
  trigger: Trigger,
  timings: Parameters<typeof createRun>[2],
): Promise<boolean> {
  const { installationId, repositoryId, githubRepoId, pullRequestId, pullNumber } = pull;
  if (!(await resumePull(manager, pullRequestId)) || event === null) return false;
  const review = await findReview(manager, pullRequestId);
  if (review === null) return false;
  if (review.underWay) return true;
  await createRun(
    manager,
    {
      workflow: { id: review.id, name: review.name, policy: RunPolicy.parse(review.config ?? {}) },
      event,
      installationId,
      repository: { id: repositoryId, githubRepoId },
      pull: { id: pullRequestId, number: pullNumber, headSha: review.headSha, paused: false },
      trigger,
    },
    timings,
  );
  return true;
}

interface Review {
  id: string;
  name: string;
  config: unknown;
  headSha: string;
  underWay: boolean;
}

/** Null: the review is switched off. */
async function findReview(manager: EntityManager, pullRequestId: string): Promise<Review | null> {
  const rows: Review[] = await manager.query(
    `SELECT w.id, w.name, w.config, p.head_sha AS "headSha",
            EXISTS (SELECT FROM workflow_runs o WHERE o.pull_request_id = p.id AND o.workflow_id = w.id
                       AND o.status IN ('pending', 'running') AND o.superseded_by IS NULL) AS "underWay"
       FROM pull_requests p, workflows w
      WHERE p.id = $1 AND w.name = 'pr_review' AND w.installation_id IS NULL AND w.status = 'active'
        AND NOT EXISTS (SELECT FROM workflow_switches s
                         WHERE s.workflow_id = w.id AND s.installation_id = p.installation_id AND NOT s.enabled)`,
    [pullRequestId],
  );
  return rows[0] ?? null;
}
