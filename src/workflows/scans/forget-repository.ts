import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import { endScans } from './end-scans.js';
import { FORGOTTEN } from './is-forgotten.js';

/**
 * Removes what the graph knows of a repository and remembers that this was wanted: nothing is read there again until
 * somebody asks or pushes. A scan that runs ends, and removes what it still wrote. Returns how many nodes and edges
 * went. Throws GraphUnavailableError.
 */
export async function forgetRepository(
  { source, graph }: { source: DataSource; graph: Pick<KnowledgeGraph, 'purge'> },
  {
    repositoryId,
    installationId,
    githubRepoId,
  }: { repositoryId: number; installationId: number; githubRepoId: number },
): Promise<number> {
  await source.transaction(async (manager) => {
    await endScans(manager, [repositoryId], FORGOTTEN);
    await manager.query(
      `INSERT INTO scans (installation_id, repository_id, kind, reason, status, completed_at)
       VALUES ($1, $2, 'full', $3, 'cancelled', now())`,
      [installationId, repositoryId, FORGOTTEN],
    );
    await manager.query('UPDATE repositories SET scanned_at = NULL WHERE id = $1', [repositoryId]);
  });
  return graph.purge({ installationId, repoId: githubRepoId });
}
