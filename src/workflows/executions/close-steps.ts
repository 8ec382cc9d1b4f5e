import type { EntityManager } from 'typeorm';

/** Ends the steps of a run (by its uuid) that were under way when it ended, with its reason. */
export async function closeSteps(
  manager: EntityManager,
  runId: string,
  status: 'failed' | 'cancelled',
  reason: string | null,
): Promise<void> {
  await manager.query(
    `UPDATE execution_steps SET status = $2, error_message = $3, completed_at = now()
      WHERE run_id = $1 AND status IN ('running', 'waiting')`,
    [runId, status, reason],
  );
}
