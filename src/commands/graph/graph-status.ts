import { GraphUnavailableError } from '../../graph/graph-unavailable-error.js';
import type { GraphCounts, KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryScans, ScanUnderWay } from '../../workflows/scans/list-scans.js';

export interface RepositoryStatus {
  repository: string;
  scannedAt: Date | null;
  scannedSha: string | null;
  historyImportedAt: Date | null;
  /** Null: nothing is known yet, or the store gives no answer. */
  counts: GraphCounts | null;
  underWay: ScanUnderWay[];
  /** The last scan that ended. */
  last: RepositoryScans['last'];
}

export interface GraphStatus {
  store: KnowledgeGraph['store'];
  /** Null: the store answers. */
  failure: string | null;
  repositories: RepositoryStatus[];
}

/** What the graph and the scans say of these repositories. A store that gives no answer is part of it. */
export async function graphStatus(
  graph: Pick<KnowledgeGraph, 'store' | 'repository' | 'counts'>,
  scans: readonly RepositoryScans[],
): Promise<GraphStatus> {
  const status: GraphStatus = { store: graph.store, failure: null, repositories: [] };
  for (const { installationId, githubRepoId, fullName, scannedAt, underWay, last } of scans) {
    const key = { installationId, repoId: githubRepoId };
    const known = status.failure === null ? await ask(() => graph.repository(key), status) : null;
    const counts = known === null ? null : await ask(() => graph.counts(key), status);
    status.repositories.push({
      repository: fullName,
      scannedAt: known?.scannedAt ?? scannedAt,
      scannedSha: known?.scannedSha ?? null,
      historyImportedAt: known?.historyImportedAt ?? null,
      counts,
      underWay,
      last,
    });
  }
  return status;
}

async function ask<T>(question: () => Promise<T>, status: GraphStatus): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof GraphUnavailableError)) throw error;
    status.failure = error.message;
    return null;
  }
}
