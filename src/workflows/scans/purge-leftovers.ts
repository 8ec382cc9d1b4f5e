import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';

/**
 * The net below the removals: empties the graph of every repository and installation that is not served any more. Returns
 * how many nodes and edges went. Throws GraphUnavailableError.
 */
export async function purgeLeftovers({
  source,
  graph,
}: {
  source: DataSource;
  graph: Pick<KnowledgeGraph, 'purge'>;
}): Promise<{ removed: number }> {
  const gone: { installationId: number; repoId: number | null }[] = await source.query(
    `SELECT id AS "installationId", NULL::float8 AS "repoId" FROM installations WHERE deleted_at IS NOT NULL
      UNION ALL
     SELECT r.installation_id, r.github_repo_id::float8 FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE NOT r.is_active AND i.deleted_at IS NULL`,
  );
  let removed = 0;
  for (const { installationId, repoId } of gone) {
    removed += await graph.purge(repoId === null ? { installationId } : { installationId, repoId });
  }
  return { removed };
}
