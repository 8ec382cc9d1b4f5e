import type { EntityManager } from 'typeorm';
import type { PullRow } from './upsert-pull.js';

/**
 * Whether the last run of a workflow on a pull request was a skipped one of its head: it has done nothing there yet.
 */
export async function wasSkipped(
  manager: EntityManager,
  { id, headSha }: Pick<PullRow, 'id' | 'headSha'>,
  workflowId: string,
): Promise<boolean> {
  const rows: { skipped: boolean }[] = await manager.query(
    `SELECT outcome = 'skipped' AND head_sha = $2 AS skipped FROM workflow_runs
      WHERE pull_request_id = $1 AND workflow_id = $3 ORDER BY queued_at DESC, id DESC LIMIT 1`,
    [id, headSha, workflowId],
  );
  return rows[0]?.skipped === true;
}
