import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';

const MOST_SPLITS = 20;

/**
 * What `<path>` or `<path>#<symbol>` means, where either may hold a `#`: the longest path that is a file of the
 * repository; of none the path ends at the first `#`. Null: the store gives no answer.
 */
export async function placeOf(
  graph: Pick<KnowledgeGraph, 'files'>,
  repository: RepositoryKey,
  place: string,
): Promise<{ path: string; symbol: string | null } | null> {
  const ends = [...place.matchAll(/#/g)].map(({ index }) => index).slice(0, MOST_SPLITS);
  const split = (end: number) => ({ path: place.slice(0, end), symbol: place.slice(end + 1) || null });
  if (ends.length === 0) return split(place.length);
  const places = [split(place.length), ...ends.toReversed().map(split)];
  try {
    const files = await graph.files(
      repository,
      places.map(({ path }) => path),
    );
    const known = new Set(files.map(({ path }) => path));
    return places.find(({ path }) => known.has(path)) ?? split(ends[0] ?? place.length);
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    throw error;
  }
}
