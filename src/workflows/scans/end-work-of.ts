import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { WorkEnd } from '../../installations/sync-installations.js';
import { endRunsOfRepositories } from '../events/end-runs.js';
import { endScans } from './end-scans.js';
import { requestPurgesOf } from './follow-in-graph.js';

/** What is only suspended or disconnected keeps what the graph knows of it, and nothing runs for it all the same. */
const KEEPS_ITS_GRAPH: Readonly<Record<WorkEnd, boolean>> = {
  suspended: true,
  uninstalled: false,
  'repository removed': false,
  disconnected: true,
};

/**
 * Ends everything that runs for repositories (our ids) which are not served any more, in the caller's transaction, and
 * asks for the removal of what the graph knows of those that are gone. Returns how many runs and scans ended.
 */
export async function endWorkOf(
  manager: EntityManager,
  repositoryIds: readonly number[],
  reason: WorkEnd,
): Promise<number> {
  const runs = await endRunsOfRepositories(manager, repositoryIds, reason);
  const scans = await endScans(manager, repositoryIds, reason);
  if (!KEEPS_ITS_GRAPH[reason]) {
    await requestPurgesOf(manager, { repositoryIds: [...repositoryIds], installationId: null }, randomUUID());
  }
  return runs + scans;
}
