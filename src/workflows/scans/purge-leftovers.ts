import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import { HAS_WORK_OR_GRAPH } from '../../installations/installation-rows.js';
import { isForgotten } from './is-forgotten.js';

/**
 * The net below the removals: empties the graph of every repository and installation that is not served any more, and
 * of every repository that was forgotten. Each is looked at once more when its turn comes: it may be back. Returns how
 * many nodes and edges went. Throws GraphUnavailableError.
 */
export async function purgeLeftovers({
  source,
  graph,
}: {
  source: DataSource;
  graph: Pick<KnowledgeGraph, 'purge'>;
}): Promise<{ removed: number }> {
  const installations: { id: number }[] = await source.query(
    'SELECT id FROM installations WHERE deleted_at IS NOT NULL ORDER BY id',
  );
  const repositories: { id: number; installationId: number; repoId: number }[] = await source.query(
    `SELECT r.id, r.installation_id AS "installationId", r.github_repo_id::float8 AS "repoId"
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE i.deleted_at IS NULL AND (NOT ${HAS_WORK_OR_GRAPH} OR r.scanned_at IS NULL) ORDER BY r.id`,
  );
  let removed = 0;
  for (const { id } of installations) removed += await graph.purge({ installationId: id });
  for (const { id, installationId, repoId } of repositories) {
    if (await isForgotten(source, id)) removed += await graph.purge({ installationId, repoId });
  }
  return { removed };
}
