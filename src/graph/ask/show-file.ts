import type { GraphQuery } from '../../review/ask/lookups.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { FileNode, RepositoryKey } from '../types.js';
import { answerQuestion } from './answer-question.js';
import { questionsOf } from './questions-of.js';

/** All that need no lines. */
export type ShownQuestion = Exclude<GraphQuery['question'], 'history_of_lines'>;

/** What the graph knows of a file, or of one of its symbols. */
export interface ShownFile {
  path: string;
  symbol: string | null;
  /** Null: the graph does not know it. */
  file: (FileNode & { deletedAt: Date | null }) | null;
  /** A scan has read symbols of the repository: without, nothing is known of who calls what. */
  hasSymbols: boolean;
  /** A line each, surest or newest first. Absent: the question cannot be answered of this repository. */
  answers: Partial<Record<ShownQuestion, string[]>>;
}

/**
 * Asks all fixed questions about a file (or a symbol of it) that the repository can answer, side by side. Null: the
 * store gives no answer in time.
 */
export async function showFile(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { path, symbol, now }: { path: string; symbol: string | null; now: Date },
): Promise<ShownFile | null> {
  const questions = await questionsOf(graph, repository);
  if (questions === null) return null;
  try {
    const asked = questions.filter((question): question is ShownQuestion => question !== 'history_of_lines');
    const [[file = null], answers] = await Promise.all([
      graph.files(repository, [path]),
      Promise.all(
        asked.map(async (question) => {
          const query: GraphQuery = { question, path, symbol, fromLine: null, toLine: null };
          const answer = await answerQuestion(graph, repository, query, { now });
          return (
            answer && ([question, [...answer.lines, ...(answer.left === null ? [] : [`(${answer.left})`])]] as const)
          );
        }),
      ),
    ]);
    const known = answers.flatMap((answer) => (answer === null ? [] : [answer]));
    if (known.length < asked.length) return null;
    return { path, symbol, file, hasSymbols: questions.includes('callers_of'), answers: Object.fromEntries(known) };
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    throw error;
  }
}
