import type { EntityManager } from 'typeorm';

/** Whether something is remembered of how people work in an installation; null: it is not there, or not to be seen. */
export async function readDeveloperMemories(manager: EntityManager, installationId: number): Promise<boolean | null> {
  const rows: { enabled: boolean }[] = await manager.query(
    'SELECT developer_memories AS enabled FROM installations WHERE id = $1',
    [installationId],
  );
  return rows[0]?.enabled ?? null;
}
