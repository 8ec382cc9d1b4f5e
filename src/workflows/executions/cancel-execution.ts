import type { EntityManager } from 'typeorm';
import { admitExecutions } from './admit-executions.js';

/** `asked`: it runs, and stops after its current step. */
export type Cancelled = 'cancelled' | 'asked' | 'over';

interface OpenRun {
  status: string;
  engineId: string | null;
  workflowId: string;
  installationId: number;
}

/**
 * Ends a run of a definition (by its uuid): at once where it waits, else it is asked to stop. `mark` says why, such as
 * `cancelled by dora`. In the caller's transaction.
 */
export async function cancelExecution(manager: EntityManager, id: string, mark: string): Promise<Cancelled> {
  const { cancelled, owner } = await end(manager, id, mark);
  if (owner !== null) await admitExecutions(manager, owner);
  return cancelled;
}

/**
 * Ends several runs as `cancelExecution` does. Nobody is let in before the last one has ended: it could be one that is to
 * end as well. Returns how many were not over.
 */
export async function cancelExecutions(manager: EntityManager, ids: readonly string[], mark: string): Promise<number> {
  const owners = new Map<string, OpenRun>();
  let ended = 0;
  for (const id of ids) {
    const { cancelled, owner } = await end(manager, id, mark);
    if (cancelled !== 'over') ended += 1;
    if (owner !== null) owners.set(`${owner.workflowId} ${owner.installationId}`, owner);
  }
  for (const owner of owners.values()) await admitExecutions(manager, owner);
  return ended;
}

/** `owner`: whose place is free now; null: nobody's. */
async function end(
  manager: EntityManager,
  id: string,
  mark: string,
): Promise<{ cancelled: Cancelled; owner: OpenRun | null }> {
  const rows: OpenRun[] = await manager.query(
    `SELECT status, engine_id AS "engineId", workflow_id AS "workflowId", installation_id AS "installationId"
       FROM workflow_runs WHERE id = $1 AND workflow_version IS NOT NULL FOR UPDATE`,
    [id],
  );
  const [run] = rows;
  if (run === undefined || !['pending', 'running'].includes(run.status)) return { cancelled: 'over', owner: null };
  if (run.engineId !== null && run.status === 'running') {
    await manager.query('UPDATE workflow_runs SET superseded_by = COALESCE(superseded_by, $2) WHERE id = $1', [
      id,
      mark,
    ]);
    return { cancelled: 'asked', owner: null };
  }
  await manager.query(
    `UPDATE dbos.workflow_status SET status = 'CANCELLED', owner_xid = NULL, queue_name = NULL, deduplication_id = NULL,
            completed_at = (extract(epoch FROM now()) * 1000)::bigint, updated_at = (extract(epoch FROM now()) * 1000)::bigint
      WHERE workflow_uuid = $1 AND status IN ('DELAYED', 'ENQUEUED')`,
    [run.engineId],
  );
  await manager.query(
    `UPDATE workflow_runs SET status = 'cancelled', outcome_reason = $2, superseded_by = $2, completed_at = now(), engine_id = NULL,
            waiting_for = NULL, resume_at = NULL, attempt = attempt + 1 WHERE id = $1`,
    [id, mark],
  );
  await manager.query(
    `UPDATE execution_steps SET status = 'cancelled', error_message = $2, completed_at = now()
      WHERE run_id = $1 AND status IN ('running', 'waiting')`,
    [id, mark],
  );
  return { cancelled: 'cancelled', owner: run };
}
