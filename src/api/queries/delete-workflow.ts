import type { EntityManager } from 'typeorm';

/** Runs that one statement removes with their steps and logs: well within the time that it may take. */
const BATCH = 500;

/** Removes a workflow of an installation with its runs; those at work notice it and end. */
export async function deleteWorkflow(manager: EntityManager, id: string): Promise<void> {
  let removed: number;
  do {
    [, removed] = (await manager.query(
      'DELETE FROM workflow_runs WHERE id IN (SELECT id FROM workflow_runs WHERE workflow_id = $1 LIMIT $2) RETURNING 1',
      [id, BATCH],
    )) as [unknown[], number];
  } while (removed === BATCH);
  await manager.query('DELETE FROM workflows WHERE id = $1 AND installation_id IS NOT NULL', [id]);
}
