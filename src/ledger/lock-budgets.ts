import type { EntityManager } from 'typeorm';

/**
 * Holds the budgets of an installation until the caller's transaction ends: two that set them come one after the other.
 * Throws what the database throws.
 */
export async function lockBudgets(manager: EntityManager, installationId: number): Promise<void> {
  await manager.query('SELECT 1 FROM installations WHERE id = $1 FOR NO KEY UPDATE', [installationId]);
}
