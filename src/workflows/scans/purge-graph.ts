import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { durableStep, outsideSlots, RunFailedError } from '../durable/durable-step.js';
import type { WorkflowPorts } from '../ports.js';

/** Whose part of the graph goes: a repository's (GitHub's id), or all of an installation (ours). */
export interface PurgeRequest {
  installationId: number;
  repoId: number | null;
}

/**
 * Asks for parts of the graph to be removed, in the caller's transaction; `cause` makes it one request however often it
 * is asked.
 */
export async function requestPurges(
  manager: EntityManager,
  purges: readonly PurgeRequest[],
  cause: string,
): Promise<void> {
  for (const { installationId, repoId } of purges) {
    await enqueueWorkflow(manager, {
      workflow: 'purge_graph',
      queue: 'purges',
      id: `purge:${installationId}:${repoId ?? 'all'}:${cause}`,
      args: [installationId, repoId],
    });
  }
}

/**
 * Removes a part of the graph and logs how much went; tried again while the store is away, and daily after that. A scan
 * that is under way there was ended with the request, and removes what it wrote later by itself.
 */
export async function purgeGraph(ports: WorkflowPorts, installationId: number, repoId: number | null): Promise<void> {
  const { graph, log, source } = ports;
  const removed = await durableStep<number | null>(
    outsideSlots(ports),
    'purge graph',
    new AbortController().signal,
    async () => {
      // Removed and given back: a scan of it may be the last word by now.
      if (await isServed(ports, installationId, repoId)) return 0;
      const count = await graph.purge(repoId === null ? { installationId } : { installationId, repoId });
      await source.query(
        `UPDATE repositories SET scanned_at = NULL
        WHERE installation_id = $1 AND ($2::bigint IS NULL OR github_repo_id = $2) AND scanned_at IS NOT NULL`,
        [installationId, repoId],
      );
      return count;
    },
  ).catch((error: unknown) => {
    if (!(error instanceof RunFailedError)) throw error;
    log.error({ err: error, installationId, repoId }, 'the graph is not emptied yet: the daily removal comes again');
    return null;
  });
  if (removed === null) return;
  log.info({ installationId, repoId, removed }, 'removed from the graph');
}

async function isServed(
  { source }: Pick<WorkflowPorts, 'source'>,
  installationId: number,
  repoId: number | null,
): Promise<boolean> {
  const rows: unknown[] = await source.query(
    `SELECT 1 FROM repositories r JOIN installations i ON i.id = r.installation_id
      WHERE r.installation_id = $1 AND r.github_repo_id = $2 AND r.is_active AND i.deleted_at IS NULL`,
    [installationId, repoId],
  );
  return rows.length > 0;
}
