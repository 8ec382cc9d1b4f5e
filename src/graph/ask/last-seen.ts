import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';

/** When people were seen last in a repository, by login; who never was is absent. Throws GraphUnavailableError. */
export async function lastSeenOf(
  graph: Pick<KnowledgeGraph, 'contributions'>,
  repository: RepositoryKey,
  logins: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const seen = logins.length === 0 ? [] : await graph.contributions(repository, [...new Set(logins)]);
  return new Map(seen.map(({ login, lastAt }) => [login, lastAt]));
}
