import type { WorkflowPorts } from '../ports.js';
import { requestHistory } from '../history/request-history.js';

/**
 * Compares what our rows call scanned with what the graph knows. The mark `scanned_at` is taken from repositories that
 * it does not know, since they were scanned into another store: the backfill asks for them then. Of those whose history
 * is missing it is asked for. Throws GraphUnavailableError.
 */
export async function compareStore(
  { source, graph, log }: Pick<WorkflowPorts, 'source' | 'graph' | 'log'>,
  signal: AbortSignal,
): Promise<{ unknown: number; histories: number }> {
  const marked: { id: number; installationId: number; repoId: number }[] = await source.query(
    `SELECT r.id, r.installation_id AS "installationId", r.github_repo_id::float8 AS "repoId"
       FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.is_active AND i.is_active AND r.scanned_at IS NOT NULL ORDER BY r.id`,
  );
  const unknown: number[] = [];
  let histories = 0;
  for (const { id, installationId, repoId } of marked) {
    if (signal.aborted) return { unknown: 0, histories };
    const known = await graph.repository({ installationId, repoId });
    if (known === null) unknown.push(id);
    else if (known.scan !== null && known.historyImportedAt === null) {
      const asked = await source.transaction((manager) => requestHistory(manager, id));
      if (asked !== null) histories += 1;
    }
  }
  if (unknown.length === 0) return { unknown: 0, histories };
  await source.query('UPDATE repositories SET scanned_at = NULL WHERE id = ANY ($1)', [unknown]);
  log.warn(
    { repositories: unknown.length, store: graph.store },
    "this graph's store knows fewer repositories: they are scanned anew",
  );
  return { unknown: unknown.length, histories };
}
