import type { DataSource } from 'typeorm';
import type { RunLimit } from '../claude/spending-limits.js';

/** What people allow one review of an installation, and of its repository. Throws what the database throws. */
export async function readRunLimits(
  source: DataSource,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
): Promise<RunLimit[]> {
  return source.query(
    `SELECT CASE WHEN repository_id IS NULL THEN 'installation' ELSE 'repository' END AS of,
            review_dollars::float8 AS dollars, review_tokens::float8 AS tokens, set_by AS "setBy"
       FROM budgets WHERE installation_id = $1 AND (repository_id IS NULL OR repository_id = $2)
        AND (review_dollars IS NOT NULL OR review_tokens IS NOT NULL) ORDER BY repository_id NULLS FIRST`,
    [installationId, repositoryId],
  );
}
