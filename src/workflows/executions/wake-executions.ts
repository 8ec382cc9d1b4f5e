import type { EntityManager } from 'typeorm';
import { admitExecutions } from './admit-executions.js';
import { lockExecutions } from './lock-executions.js';

/**
 * Ends the wait of an installation's runs for something that has happened and lets them go on where there is room, in the
 * caller's transaction, in which it happened or that follows.
 */
export async function wakeExecutions(
  manager: EntityManager,
  waitingFor: readonly string[],
  installationId: number,
): Promise<void> {
  await lockExecutions(manager, installationId);
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE workflow_runs SET resume_at = now()
      WHERE installation_id = $2 AND waiting_for = ANY ($1) AND workflow_version IS NOT NULL AND status = 'running' AND engine_id IS NULL
      RETURNING 1`,
    [waitingFor, installationId],
  );
  if (rows.length > 0) await admitExecutions(manager, installationId);
}
