import type { EntityManager } from 'typeorm';
import { RefusedRequestError } from './refusal.js';

/** The repository that a request is about. */
export interface RequestedRepository {
  /** Ours. */
  installationId: number;
  githubInstallationId: number;
  /** Ours. */
  repositoryId: number;
  githubRepoId: number;
  fullName: string;
  isActive: boolean;
  isDisconnected: boolean;
  isSuspended: boolean;
  isUninstalled: boolean;
}

/**
 * Finds a repository of an installation and holds it until the transaction ends. Throws RefusedRequestError where there
 * is none.
 */
export async function requestedRepository(
  manager: EntityManager,
  installationId: number,
  repositoryId: number,
): Promise<RequestedRepository> {
  const rows: RequestedRepository[] = await manager.query(
    `SELECT r.installation_id AS "installationId", i.github_installation_id::float8 AS "githubInstallationId",
            r.id AS "repositoryId", r.github_repo_id::float8 AS "githubRepoId", r.full_name AS "fullName",
            r.is_active AS "isActive", r.disconnected_at IS NOT NULL AS "isDisconnected",
            i.suspended_at IS NOT NULL AS "isSuspended", i.deleted_at IS NOT NULL AS "isUninstalled"
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.id = $1 AND r.installation_id = $2 FOR NO KEY UPDATE OF r`,
    [repositoryId, installationId],
  );
  const [repository] = rows;
  if (repository === undefined) throw new RefusedRequestError('not found', 'There is no such repository.');
  return repository;
}

/** Throws RefusedRequestError where nothing may run, with what would help. */
export function refuseAway({
  fullName,
  ...is
}: Pick<RequestedRepository, 'fullName' | 'isActive' | 'isDisconnected' | 'isSuspended' | 'isUninstalled'>): void {
  if (is.isUninstalled) throw refused('The App is not installed any more.');
  if (is.isSuspended) throw refused('The installation of the App is suspended on GitHub.');
  if (is.isDisconnected) throw refused(`${fullName} is disconnected: connect it first.`);
  if (!is.isActive) throw refused(`${fullName} is not granted to the App on GitHub any more.`);
}

function refused(reason: string): RefusedRequestError {
  return new RefusedRequestError('refused', reason);
}
