import type { EntityManager } from 'typeorm';

/**
 * Takes a server of an installation away, with its secret. False: there is none of that id, or it is the operator's,
 * who takes it out of the environment. Throws what the database throws.
 */
export async function removeServer(manager: Pick<EntityManager, 'query'>, id: string): Promise<boolean> {
  const [, count]: [unknown, number] = await manager.query(
    `DELETE FROM mcp_servers WHERE id = $1 AND installation_id IS NOT NULL`,
    [id],
  );
  return count > 0;
}
