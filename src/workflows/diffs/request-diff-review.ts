import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { refuseAway, requestedRepository } from '../requests/requested-repository.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from '../requests/refusal.js';
import { filesOfDiff } from './files-of-diff.js';
import { UnusableDiffError } from './unusable-diff-error.js';

/** For so long the same diff again is not read again. */
const SAME_HOURS = 1;
/** Of one person, at the same time. */
const MOST_WAITING = 5;

export interface DiffReviewRequest {
  /** Ours. */
  installationId: number;
  repositoryId: number;
  userId: number;
  /** The branch or commit that the diff was made from; null: the default branch. */
  base: string | null;
  title: string;
  diff: string;
}

export interface DiffReviewAsked {
  kind: 'diff review';
  id: string;
  /** False: it was asked for before. */
  isNew: boolean;
}

/**
 * Asks for the review of a diff; the same one of the last hour is the answer. Whether the person may read the repository
 * is asked by whoever calls. A diff that cannot be read, and one too many, is a refusal.
 */
export function requestDiffReview(source: RequestSource, asked: DiffReviewRequest): Promise<DiffReviewAsked | Refusal> {
  return wholeRequest(source, async (manager): Promise<DiffReviewAsked> => {
    refuseUnusable(asked.diff);
    return { kind: 'diff review', ...(await start(manager, asked)) };
  });
}

function refuseUnusable(diff: string): void {
  try {
    filesOfDiff(diff);
  } catch (error) {
    if (error instanceof UnusableDiffError) throw new RefusedRequestError('refused', error.message);
    throw error;
  }
}

async function start(
  manager: EntityManager,
  { installationId, repositoryId, userId, base, title, diff }: DiffReviewRequest,
): Promise<Pick<DiffReviewAsked, 'id' | 'isNew'>> {
  refuseAway(await requestedRepository(manager, installationId, repositoryId));
  const key = createHash('sha256')
    .update(JSON.stringify([repositoryId, base, title, diff]))
    .digest('hex');
  // The row of the repository is held: two that ask at the same time see each other's.
  const known: { id: string; same: boolean }[] = await manager.query(
    `SELECT id, key = $2 AS same FROM diff_reviews
      WHERE user_id = $1 AND (status IN ('pending', 'running')
         OR key = $2 AND status = 'completed' AND created_at > now() - make_interval(hours => $3)) ORDER BY created_at DESC`,
    [userId, key, SAME_HOURS],
  );
  const [same] = known.filter((one) => one.same);
  if (same !== undefined) return { id: same.id, isNew: false };
  if (known.length >= MOST_WAITING)
    throw new RefusedRequestError('refused', `${known.length} of your diffs are under review: wait for them.`);
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO diff_reviews (installation_id, repository_id, user_id, key, base, title, diff)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [installationId, repositoryId, userId, key, base, title, diff],
  );
  const id = rows[0]?.id ?? '';
  await enqueueWorkflow(manager, {
    workflow: 'review_diff',
    queue: 'runs',
    id: `diff:${id}`,
    args: [id],
    partitionKey: `diff:${userId}`,
  });
  return { id, isNew: true };
}
