import type { WorkflowPorts } from '../ports.js';

/**
 * Takes the mark `scanned_at` from repositories that the graph does not know: they were scanned into another store. The
 * backfill asks for them then. Throws GraphUnavailableError.
 */
export async function unmarkUnknown(
  { source, graph, log }: Pick<WorkflowPorts, 'source' | 'graph' | 'log'>,
  signal: AbortSignal,
): Promise<number> {
  const marked: { id: number; installationId: number; repoId: number }[] = await source.query(
    `SELECT r.id, r.installation_id AS "installationId", r.github_repo_id::float8 AS "repoId"
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.is_active AND i.is_active AND r.scanned_at IS NOT NULL ORDER BY r.id`,
  );
  const unknown: number[] = [];
  for (const { id, installationId, repoId } of marked) {
    if (signal.aborted) return 0;
    if ((await graph.repository({ installationId, repoId })) === null) unknown.push(id);
  }
  if (unknown.length === 0) return 0;
  await source.query('UPDATE repositories SET scanned_at = NULL WHERE id = ANY ($1)', [unknown]);
  log.warn(
    { repositories: unknown.length, store: graph.store },
    "this graph's store knows fewer repositories: they are scanned anew",
  );
  return unknown.length;
}
