import type { EntityManager } from 'typeorm';

/** The number of a new memory of the installation `$1`, while it is held: a trigger counts them, and none comes again. */
export const NEXT_NUMBER = '(SELECT last_memory_number + 1 FROM installations WHERE id = $1::integer)';

/** Whoever adds a memory holds its installation until the transaction ends: no two get one number. */
export async function holdNumbers(manager: EntityManager, installationId: number): Promise<void> {
  await manager.query('SELECT 1 FROM installations WHERE id = $1 FOR NO KEY UPDATE', [installationId]);
}
