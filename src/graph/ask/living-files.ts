import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';

/** Files whose people and fixes are asked for: those that changed most. */
const MOST_PATHS = 100;

/**
 * Of files, those that changed most first, the first 100 that are there and that people wrote, with their lines. Throws
 * GraphUnavailableError.
 */
export async function livingFiles(
  graph: Pick<KnowledgeGraph, 'files'>,
  repository: RepositoryKey,
  changed: readonly { path: string }[],
): Promise<Map<string, number | null>> {
  const names = changed.slice(0, 3 * MOST_PATHS).map(({ path }) => path);
  const files = names.length === 0 ? [] : await graph.files(repository, names);
  const known = new Map(files.map((file) => [file.path, file]));
  const living = names.flatMap((path) => {
    const file = known.get(path);
    return file === undefined || file.deletedAt !== null || file.isGenerated ? [] : [[path, file.lines] as const];
  });
  return new Map(living.slice(0, MOST_PATHS));
}
