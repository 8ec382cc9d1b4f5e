import type { GraphQuery } from '../../review/ask/lookups.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { within } from './within.js';

type Question = GraphQuery['question'];

const OF_SYMBOLS: readonly Question[] = ['callers_of', 'callees_of', 'implementations_of', 'tests_of'];
const OF_HISTORY: readonly Question[] = ['history_of_file', 'history_of_lines', 'co_changed_with', 'experts_of'];

/**
 * Which questions a repository can answer: none of symbols as long as no scan has read any, since "nothing" would be
 * taken for "nobody calls it". Null: the store does not say within `deadlineMs` (2 s).
 */
export async function questionsOf(
  graph: Pick<KnowledgeGraph, 'knows'>,
  repository: RepositoryKey,
  deadlineMs = 2000,
): Promise<Question[] | null> {
  try {
    const { symbols, pulls } = await within(deadlineMs, graph.knows(repository));
    return [...(symbols ? OF_SYMBOLS : []), ...(pulls ? OF_HISTORY : [])];
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    throw error;
  }
}
