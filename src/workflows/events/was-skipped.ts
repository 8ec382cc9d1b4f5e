import type { EntityManager } from 'typeorm';
import type { PullRow } from './upsert-pull.js';

/** Whether the last run of a pull request was a skipped one of its head: nothing was reviewed yet. */
export async function wasSkipped(
  manager: EntityManager,
  { id, headSha }: Pick<PullRow, 'id' | 'headSha'>,
): Promise<boolean> {
  const rows: { skipped: boolean }[] = await manager.query(
    `SELECT r.outcome = 'skipped' AND r.head_sha = $2 AS skipped FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
      WHERE r.pull_request_id = $1 AND w.name = 'pr_review' ORDER BY r.queued_at DESC, r.id DESC LIMIT 1`,
    [id, headSha],
  );
  return rows[0]?.skipped === true;
}
