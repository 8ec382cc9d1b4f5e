import type { EntityManager } from 'typeorm';
import { admitExecutions } from './admit-executions.js';
import { closeSteps } from './close-steps.js';
import { lockExecutions, lockExecutionsOf } from './lock-executions.js';

/** `asked`: it runs, and stops after its current step. */
export type Cancelled = 'cancelled' | 'asked' | 'over';

/**
 * Ends a run of a definition (by its uuid): at once where it waits, for a worker too, else it is asked to stop. `mark` says
 * why, such as `cancelled by dora`. In the caller's transaction.
 */
export async function cancelExecution(manager: EntityManager, id: string, mark: string): Promise<Cancelled> {
  const installationId = await lockExecutionsOf(manager, id);
  if (installationId === null) return 'over';
  const cancelled = await end(manager, id, mark);
  if (cancelled === 'cancelled') await admitExecutions(manager, installationId);
  return cancelled;
}

/**
 * Ends runs of an installation as `cancelExecution` does. Nobody is let in before the last one has ended: it could be one
 * that is to end as well. Returns how many were not over.
 */
export async function cancelExecutions(
  manager: EntityManager,
  { installationId, ids }: { installationId: number; ids: readonly string[] },
  mark: string,
): Promise<number> {
  await lockExecutions(manager, installationId);
  let ended = 0;
  for (const id of ids) if ((await end(manager, id, mark)) !== 'over') ended += 1;
  await admitExecutions(manager, installationId);
  return ended;
}

/** The engine's row first, as whoever takes over does: what was not given to a worker yet never is. */
async function end(manager: EntityManager, id: string, mark: string): Promise<Cancelled> {
  const [held]: [unknown[], number] = await manager.query(
    `UPDATE dbos.workflow_status SET status = 'CANCELLED', owner_xid = NULL, queue_name = NULL, deduplication_id = NULL,
            completed_at = (extract(epoch FROM now()) * 1000)::bigint, updated_at = (extract(epoch FROM now()) * 1000)::bigint
      WHERE workflow_uuid = (SELECT engine_id FROM workflow_runs WHERE id = $1) AND status IN ('DELAYED', 'ENQUEUED') RETURNING 1`,
    [id],
  );
  const [cancelled]: [unknown[], number] = await manager.query(
    `UPDATE workflow_runs SET status = 'cancelled', outcome_reason = $2, superseded_by = $2, completed_at = now(), engine_id = NULL,
            waiting_for = NULL, resume_at = NULL, attempt = attempt + 1
      WHERE id = $1 AND workflow_version IS NOT NULL AND (status = 'pending' OR status = 'running' AND (engine_id IS NULL OR $3))
      RETURNING 1`,
    [id, mark, held.length > 0],
  );
  if (cancelled.length > 0) {
    await closeSteps(manager, id, 'cancelled', mark);
    return 'cancelled';
  }
  const [asked]: [unknown[], number] = await manager.query(
    `UPDATE workflow_runs SET superseded_by = COALESCE(superseded_by, $2)
      WHERE id = $1 AND workflow_version IS NOT NULL AND status = 'running' RETURNING 1`,
    [id, mark],
  );
  return asked.length > 0 ? 'asked' : 'over';
}
