import type { GraphQuery } from '../../review/ask/lookups.js';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { FileNode, RepositoryKey } from '../types.js';
import { answerQuestion } from './answer-question.js';

/** All that need no lines. */
const QUESTIONS = [
  'experts_of',
  'co_changed_with',
  'history_of_file',
  'callers_of',
  'callees_of',
  'implementations_of',
  'tests_of',
] as const satisfies GraphQuery['question'][];
type Question = (typeof QUESTIONS)[number];

/** What the graph knows of a file, or of one of its symbols. */
export interface ShownFile {
  path: string;
  symbol: string | null;
  /** Null: the graph does not know it. */
  file: (FileNode & { deletedAt: Date | null }) | null;
  /** A line each, surest or newest first. */
  answers: Record<Question, string[]>;
}

/** Asks all fixed questions about a file (or a symbol of it) side by side; null: the store gives no answer in time. */
export async function showFile(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { path, symbol, now }: { path: string; symbol: string | null; now: Date },
): Promise<ShownFile | null> {
  const ask = async (question: Question) => {
    const query: GraphQuery = { question, path, symbol, fromLine: null, toLine: null };
    return [question, await answerQuestion(graph, repository, query, { now })] as const;
  };
  try {
    const [[file = null], answers] = await Promise.all([
      graph.files(repository, [path]),
      Promise.all(QUESTIONS.map(ask)),
    ]);
    const known = answers.flatMap(([question, lines]) => (lines === null ? [] : [[question, lines] as const]));
    if (known.length < QUESTIONS.length) return null;
    return { path, symbol, file, answers: Object.fromEntries(known) as Record<Question, string[]> };
  } catch (error) {
    if (error instanceof GraphUnavailableError) return null;
    throw error;
  }
}
