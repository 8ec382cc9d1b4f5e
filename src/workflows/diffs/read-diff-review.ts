import type { EntityManager } from 'typeorm';
import type { DIFF_REVIEW_STATUSES } from '../../database/entities/diff-review.js';
import { DiffReviewResult } from './diff-review-result.js';

/** The review of a diff as it is now. */
export interface DiffReviewState {
  id: string;
  status: (typeof DIFF_REVIEW_STATUSES)[number];
  phase: string | null;
  baseSha: string | null;
  /** Null: it has none (yet). */
  result: DiffReviewResult | null;
  /** Why there is none; null: it is not over, or all is well. */
  error: string | null;
}

/** Reads one that a person asked for in a repository; null: there is none of this id. */
export async function readDiffReview(
  manager: Pick<EntityManager, 'query'>,
  { id, userId, repositoryId }: { id: string; userId: number; repositoryId: number },
): Promise<DiffReviewState | null> {
  const rows: (Omit<DiffReviewState, 'result'> & { result: unknown })[] = await manager.query(
    `SELECT id, status, phase, base_sha AS "baseSha", result, error_message AS error FROM diff_reviews
      WHERE id = $1 AND user_id = $2 AND repository_id = $3`,
    [id, userId, repositoryId],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, result: DiffReviewResult.nullable().parse(row.result) };
}
