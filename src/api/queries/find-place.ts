import type { EntityManager } from 'typeorm';

const TABLES = { finding: 'findings', review: 'reviews', replay: 'replays' } as const;

/** In which repository (our id) a finding, review or replay is, of those that the caller can see; null: in none. */
export async function findPlace(
  manager: EntityManager,
  what: keyof typeof TABLES,
  { id, repositoryIds }: { id: string; repositoryIds: readonly number[] },
): Promise<number | null> {
  const rows: { repository_id: number }[] = await manager.query(
    `SELECT repository_id FROM ${TABLES[what]} WHERE id = $1 AND repository_id = ANY ($2)`,
    [id, repositoryIds],
  );
  return rows[0]?.repository_id ?? null;
}
