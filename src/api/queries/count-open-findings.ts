import type { EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { branchesOfState } from '../../ledger/finding-state.js';

/** What is known of the reviews of a repository. */
export interface ReviewedRepository {
  id: number;
  default_branch: string;
  open_findings: number;
  last_review_at: Date | null;
}

const OPEN = branchesOfState('f', 'open')
  .map((branch) => `(SELECT count(*) FROM findings f WHERE f.repository_id = r.id AND ${branch})`)
  .join(' + ');

const STATEMENT = prepared(
  `SELECT r.id, r.default_branch, (${OPEN})::int AS open_findings,
          (SELECT v.created_at FROM reviews v WHERE v.repository_id = r.id AND v.outcome IN ('reviewed', 'partial')
            ORDER BY v.created_at DESC LIMIT 1) AS last_review_at
     FROM repositories r WHERE r.id = ANY ($1)`,
);

/** What is open in some repositories, and when each was last reviewed. */
export async function countOpenFindings(
  manager: EntityManager,
  repositoryIds: readonly number[],
): Promise<Map<number, ReviewedRepository>> {
  const rows: ReviewedRepository[] = await manager.query(STATEMENT, [repositoryIds]);
  return new Map(rows.map((row) => [row.id, row]));
}
