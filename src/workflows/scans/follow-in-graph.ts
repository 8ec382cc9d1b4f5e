import type { EntityManager } from 'typeorm';
import type { Applied } from '../../installations/apply-installation-event.js';
import { endScans } from './end-scans.js';
import { requestPurges } from './purge-graph.js';
import { requestScans } from './request-scans.js';

/**
 * What an event of the life cycle means for the graph, in the caller's transaction: what is new is scanned, what has
 * another name or default branch is looked at again, what ended is not read any more, and what was taken away is
 * removed.
 */
export async function followInGraph(
  manager: EntityManager,
  { added, moved, ended, removed }: Pick<Applied, 'added' | 'moved' | 'ended' | 'removed'>,
  { id, event_type: type }: { id: string; event_type: string },
): Promise<void> {
  await endScans(manager, ended.repositoryIds, type);
  await requestScans(manager, { ...added, kind: 'push', reason: 'installed' });
  await requestScans(manager, { ...moved, kind: 'push', reason: type.split('.').at(-1) ?? type });
  await requestPurgesOf(manager, removed, id);
}

/**
 * Asks for the removal of repositories (our ids), or of a whole installation of ours; `cause` as for `requestPurges`.
 */
export async function requestPurgesOf(
  manager: EntityManager,
  { repositoryIds, installationId }: Applied['removed'],
  cause: string,
): Promise<void> {
  if (repositoryIds.length === 0 && installationId === null) return;
  const repositories: { installationId: number; repoId: number }[] = await manager.query(
    `SELECT installation_id AS "installationId", github_repo_id::float8 AS "repoId" FROM repositories WHERE id = ANY ($1)`,
    [repositoryIds],
  );
  const whole = installationId === null ? [] : [{ installationId, repoId: null }];
  await requestPurges(manager, [...whole, ...repositories], cause);
}
