import type { EntityManager } from 'typeorm';

/** The pull request of a number; null: nothing is known of it. */
export async function findPull(
  manager: EntityManager,
  { repositoryId, number }: { repositoryId: number; number: number },
): Promise<{ id: string; title: string; state: 'open' | 'closed'; headSha: string } | null> {
  const rows: { id: string; title: string; state: 'open' | 'closed'; headSha: string }[] = await manager.query(
    `SELECT id, title, state, head_sha AS "headSha" FROM pull_requests WHERE repository_id = $1 AND number = $2`,
    [repositoryId, number],
  );
  return rows[0] ?? null;
}
