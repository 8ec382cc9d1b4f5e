import type { EntityManager } from 'typeorm';
import { removeMemories } from '../../memory/remove-memories.js';
import { requestPurgesOf } from '../scans/follow-in-graph.js';

/**
 * Removes what is remembered for a repository (our id), in the caller's transaction, and asks for the removal of what
 * the graph knows of it; `cause` as for `requestPurges`. What a dismissal covered is open again, as after `forget`: it
 * would hang on nothing. Returns how many memories went.
 */
export async function purgeRepository(manager: EntityManager, repositoryId: number, cause: string): Promise<number> {
  await manager.query(
    `UPDATE findings SET state = 'open', dismissed_reason = NULL, dismissed_by = NULL, dismissed_until = NULL
      WHERE state = 'dismissed' AND dismissal_id IN (SELECT id FROM memories WHERE repository_id = $1)`,
    [repositoryId],
  );
  const memories = await removeMemories(manager, 'repository_id = $1', [repositoryId]);
  await manager.query('UPDATE repositories SET scanned_at = NULL, memory_file = NULL WHERE id = $1', [repositoryId]);
  await requestPurgesOf(manager, { repositoryIds: [repositoryId], installationId: null }, cause);
  return memories;
}
