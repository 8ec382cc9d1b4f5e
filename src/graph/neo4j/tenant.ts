import type { RepositoryKey } from '../types.js';

/** The parameters that every statement has. */
export function tenant({ installationId, repoId }: RepositoryKey): { installation_id: number; repo_id: number } {
  return { installation_id: installationId, repo_id: repoId };
}
