import type { EntityManager } from 'typeorm';
import { UNDO_DAYS } from './change-state.js';

/**
 * Removes memories for good, in the caller's transaction: `condition` is of the table `memories`. What the recall index
 * has goes there with the next run of its job, of a row that says nothing any more and cannot be brought back. Returns
 * how many.
 */
export async function removeMemories(
  manager: EntityManager,
  condition: string,
  parameters: unknown[],
): Promise<number> {
  const emptied: [unknown[], number] = await manager.query(
    `UPDATE memories SET text = 'removed', state = 'deleted', deleted_at = now() - make_interval(days => ${UNDO_DAYS}),
            deleted_by = NULL, deleted_by_id = NULL, developer_login = NULL, developer_id = NULL, author_login = NULL,
            author_id = NULL, source_quote = NULL, source_link = NULL, source_sha256 = NULL, state_reason = NULL
      WHERE mem0_id IS NOT NULL AND ${condition} RETURNING 1`,
    parameters,
  );
  const removed: [unknown[], number] = await manager.query(
    `DELETE FROM memories WHERE mem0_id IS NULL AND ${condition} RETURNING 1`,
    parameters,
  );
  return emptied[0].length + removed[0].length;
}
