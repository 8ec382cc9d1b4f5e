import type { EntityManager } from 'typeorm';

/**
 * Concurrent events of one pull request would each see no other run (durable-engine.md 28). `pull`: its number, or its
 * head.
 */
export async function lockPull(manager: EntityManager, repositoryId: number, pull: number | string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`pull:${repositoryId}:${pull}`]);
}
