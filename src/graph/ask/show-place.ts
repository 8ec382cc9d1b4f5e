import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { placeOf } from './place-of.js';
import { showFile, type ShownFile } from './show-file.js';
import { showFolder, type ShownFolder } from './show-folder.js';

/**
 * What is known of a place: a file that is there, a folder (`.` is the root), or `<path>#<symbol>`; what is neither is
 * taken for a file. Null: the store gives no answer in time.
 */
export async function showPlace(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { place, now }: { place: string; now: Date },
): Promise<ShownFile | ShownFolder | null> {
  const path = place
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  try {
    const [file] = path === '' ? [] : await graph.files(repository, [path]);
    if (file === undefined || file.deletedAt !== null) {
      const below = await showFolder(graph, repository, { folder: path, now });
      if (below !== null) return below;
    }
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    throw error;
  }
  const found = await placeOf(graph, repository, path);
  return found && showFile(graph, repository, { ...found, now });
}
