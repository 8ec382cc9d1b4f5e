import type { EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';

const LOCK = prepared(`SELECT pg_advisory_xact_lock(hashtextextended('executions:' || $1, 0))`);

/**
 * Whoever lets runs of an installation in, parks, wakes or ends them takes this first, before a row of them: they follow
 * each other until the caller's transaction ends.
 */
export async function lockExecutions(manager: Pick<EntityManager, 'query'>, installationId: number): Promise<void> {
  await manager.query(LOCK, [installationId]);
}

/** The same for those of a run (by its uuid). Returns its installation; null: there is no such run. */
export async function lockExecutionsOf(manager: Pick<EntityManager, 'query'>, runId: string): Promise<number | null> {
  const rows: { id: number }[] = await manager.query('SELECT installation_id AS id FROM workflow_runs WHERE id = $1', [
    runId,
  ]);
  const id = rows[0]?.id ?? null;
  if (id !== null) await lockExecutions(manager, id);
  return id;
}
