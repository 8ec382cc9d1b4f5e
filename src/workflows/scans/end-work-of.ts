import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { endRunsOfRepositories } from '../events/end-runs.js';
import { endScans } from './end-scans.js';
import { requestPurgesOf } from './follow-in-graph.js';

/**
 * Ends everything that runs for repositories (our ids) which are not served any more, in the caller's transaction, and
 * asks for the removal of what the graph knows of them; what is only suspended keeps it.
 */
export async function endWorkOf(
  manager: EntityManager,
  repositoryIds: readonly number[],
  reason: string,
): Promise<number> {
  const ended = await endRunsOfRepositories(manager, repositoryIds, reason);
  await endScans(manager, repositoryIds, reason);
  if (reason !== 'suspended') {
    await requestPurgesOf(manager, { repositoryIds: [...repositoryIds], installationId: null }, randomUUID());
  }
  return ended;
}
