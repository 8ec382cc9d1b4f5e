import type { EntityManager } from 'typeorm';

/**
 * Whoever lets runs of an installation in, parks, wakes or ends them takes this first, before a row of them: they follow
 * each other until the caller's transaction ends.
 */
export async function lockExecutions(manager: Pick<EntityManager, 'query'>, installationId: number): Promise<void> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('executions:' || $1, 0))`, [installationId]);
}
