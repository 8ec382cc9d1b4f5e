import type { EntityManager } from 'typeorm';

/** Takes an integration of an installation away, with its credentials. False: there is none. Throws what the database throws. */
export async function removeIntegration(manager: Pick<EntityManager, 'query'>, id: string): Promise<boolean> {
  const [, count]: [unknown, number] = await manager.query(
    'DELETE FROM integrations WHERE id = $1 AND installation_id IS NOT NULL',
    [id],
  );
  return count > 0;
}
