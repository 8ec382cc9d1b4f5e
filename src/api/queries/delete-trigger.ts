import type { EntityManager } from 'typeorm';

/** Removes one trigger, before the definition is changed to one without it. */
export async function deleteTrigger(manager: EntityManager, id: string): Promise<void> {
  await manager.query('DELETE FROM workflow_triggers WHERE id = $1', [id]);
}
