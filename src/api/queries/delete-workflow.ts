import type { EntityManager } from 'typeorm';

/** Removes a workflow of an installation with its runs; those at work notice it and end. */
export async function deleteWorkflow(manager: EntityManager, id: string): Promise<void> {
  await manager.query('DELETE FROM workflows WHERE id = $1 AND installation_id IS NOT NULL', [id]);
}
