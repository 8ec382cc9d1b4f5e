import type { EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';

const STATEMENT = prepared(
  `SELECT r.id FROM repositories r JOIN installations i ON i.id = r.installation_id
    WHERE r.id = ANY ($1) AND r.is_active AND i.is_active AND i.suspended_at IS NULL AND i.deleted_at IS NULL`,
);

/** Those of these repositories (ours) that are reviewed: active, in an installation that is. */
export async function listConnected(manager: EntityManager, repositoryIds: readonly number[]): Promise<Set<number>> {
  const rows: { id: number }[] = await manager.query(STATEMENT, [repositoryIds]);
  return new Set(rows.map(({ id }) => id));
}
