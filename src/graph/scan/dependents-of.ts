import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey, SymbolEdge } from '../types.js';

/** Looked at in one push. */
const MOST = 2000;
/** Of one question; what more there is, is told. */
const MOST_EDGES = 5000;
const MOST_SYMBOLS = 5000;
const TYPES: readonly SymbolEdge['type'][] = ['CALLS', 'USES_TYPE', 'INHERITS'];

/**
 * The files whose edges may end elsewhere once these change: what imports them, what calls, uses or inherits from one
 * of their symbols, and what imports that (a re-export stands between). The nearest first; none of `paths` and
 * `except`. `isCut`: there are more, or may be.
 */
export async function dependentsOf(
  graph: Pick<KnowledgeGraph, 'importers' | 'callers' | 'symbols'>,
  repository: RepositoryKey,
  paths: readonly string[],
  except: ReadonlySet<string>,
): Promise<{ paths: string[]; isCut: boolean }> {
  if (paths.length === 0) return { paths: [], isCut: false };
  const [importers, symbols] = await Promise.all([
    graph.importers(repository, { paths, limit: MOST_EDGES }),
    graph.symbols(repository, { paths, limit: MOST_SYMBOLS }),
  ]);
  const to = symbols.map(({ path, qualifiedName, kind }) => ({ path, qualifiedName, kind }));
  const direct = importers.map(({ from }) => from);
  const [farther, ...edges] = await Promise.all([
    direct.length === 0 ? [] : graph.importers(repository, { paths: [...new Set(direct)], limit: MOST_EDGES }),
    ...TYPES.map(async (type) =>
      to.length === 0 ? [] : graph.callers(repository, { to, type, leastConfidence: 0, limit: MOST_EDGES }),
    ),
  ]);
  const isCut =
    symbols.length === MOST_SYMBOLS || [importers, farther, ...edges].some(({ length }) => length === MOST_EDGES);
  const found = new Set([
    ...edges.flatMap((one) => one.map(({ from }) => from.path)),
    ...direct,
    ...farther.map(({ from }) => from),
  ]);
  for (const path of [...paths, ...except]) found.delete(path);
  return { paths: [...found].slice(0, MOST), isCut: isCut || found.size > MOST };
}
