import type { DataSource, EntityManager } from 'typeorm';
import { changeState } from '../memory/change-state.js';
import type { Memory, Person } from '../memory/types.js';

/**
 * Forgets a memory of an installation, by its number: a dismissal with everything it covered, whose findings are open
 * again. Returns it; null where there is none, or it is forgotten already.
 */
export function forgetMemory(
  source: DataSource,
  {
    installationId,
    number,
    by,
    key,
  }: { installationId: number; number: number; by: Person | null; key: string | null },
): Promise<Memory | null> {
  return source.transaction(async (manager) => {
    const [memory] = await changeState(manager, { installationId, numbers: [number] }, 'delete', { by, key });
    if (memory === undefined) return null;
    if (memory.dismissal !== null) await reopenCovered(manager, memory.id);
    return memory;
  });
}

/**
 * Brings a forgotten memory back, within 30 days: a dismissal with everything it covered. Returns it; null where there
 * is nothing to bring back.
 */
export function restoreMemory(
  source: DataSource,
  { installationId, number, by }: { installationId: number; number: number; by: Person | null },
): Promise<Memory | null> {
  return source.transaction(async (manager) => {
    const [memory] = await changeState(manager, { installationId, numbers: [number] }, 'restore', { by });
    if (memory === undefined) return null;
    if (memory.dismissal !== null) {
      await manager.query(
        `UPDATE findings SET state = 'dismissed', dismissed_reason = $2, dismissed_by = $3, dismissed_until = $4
          WHERE dismissal_id = $1 AND state = 'open'`,
        [memory.id, memory.dismissal.reason, memory.author?.login ?? '', memory.expiresAt],
      );
    }
    return memory;
  });
}

/** Opens what a dismissal covered. */
export async function reopenCovered(manager: EntityManager, dismissalId: string): Promise<void> {
  await manager.query(
    `UPDATE findings SET state = 'open', dismissed_reason = NULL, dismissed_by = NULL, dismissed_until = NULL
      WHERE dismissal_id = $1 AND state = 'dismissed'`,
    [dismissalId],
  );
}
