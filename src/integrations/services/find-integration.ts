import type { EntityManager } from 'typeorm';
import { LISTED, type ListedIntegration } from './list-integrations.js';

/** An integration of an installation; null: there is none, or not for `manager`. With `lock` until the end of the transaction. */
export async function findIntegration(
  manager: Pick<EntityManager, 'query'>,
  id: string,
  { lock = false } = {},
): Promise<ListedIntegration | null> {
  const rows: ListedIntegration[] = await manager.query(
    `SELECT ${LISTED} FROM integrations WHERE id = $1 AND installation_id IS NOT NULL ${lock ? 'FOR UPDATE' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}
