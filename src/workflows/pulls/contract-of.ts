import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryKey } from '../../graph/types.js';

const MOST_SYMBOLS = 2000;

/**
 * The contract hash of a symbol of the default branch, by its name in its file; null: the file has none of that name.
 * Throws where the graph does not know the symbols of the repository, or gives no answer.
 */
export function contractOf(
  graph: Pick<KnowledgeGraph, 'knows' | 'symbols'>,
  repository: RepositoryKey,
): (path: string, symbol: string) => Promise<string | null> {
  return async (path, symbol) => {
    if (!(await graph.knows(repository)).symbols) throw new Error('the symbols of the repository are not known');
    const symbols = await graph.symbols(repository, { paths: [path], limit: MOST_SYMBOLS });
    const found = symbols.find(({ qualifiedName }) => qualifiedName === symbol || qualifiedName.endsWith(`.${symbol}`));
    return found?.contractHash ?? null;
  };
}
