import { z } from 'zod';
import type { GraphQuery, Lookups } from '../lookups.js';
import { capText } from '../prompt/cap-text.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

const MOST_TOKENS = 1500;

const OF_SYMBOLS = new Set<GraphQuery['question']>(['callers_of', 'callees_of', 'implementations_of', 'tests_of']);
/** What each question of history is answered with. */
const OF_HISTORY: readonly (readonly [GraphQuery['question'], string])[] = [
  ['history_of_file', 'the last merged pull requests that changed a file'],
  [
    'history_of_lines',
    'the merged pull requests that brought lines of it, as they stand in the head (from_line and to_line are needed; ten files of a review at most)',
  ],
  ['co_changed_with', 'files that changed together with it within 12 months'],
  ['experts_of', 'who changed it most'],
];

/**
 * Fixed questions to the graph of the repository, those that it can answer: nothing that the model writes is run as a
 * query.
 */
export function queryGraphTool({ questions, ask }: NonNullable<Lookups['queryGraph']>, fence: Fence): ReviewTool {
  return defineTool({
    name: 'query_graph',
    description: describe(questions),
    input: z.strictObject({
      question: z.enum(questions),
      path: z.string(),
      symbol: z.string().nullable(),
      from_line: z.number().int().nullable(),
      to_line: z.number().int().nullable(),
    }),
    run: async ({ question, path, symbol, from_line: fromLine, to_line: toLine }, signal) => {
      if (
        question === 'history_of_lines' &&
        (fromLine === null || toLine === null || fromLine < 1 || toLine < fromLine)
      )
        return refuse('history_of_lines needs from_line and to_line, 1-based lines of the head.');
      const found = await ask({ question, path, symbol, fromLine, toLine }, signal);
      if (found === null) return answer('The graph gives no answer now: read the code instead.');
      const { lines, left } = found;
      const note = left === null ? '' : `Not all of it: ${left}.`;
      if (lines.length === 0)
        return answer(note || 'The graph knows nothing of it. That does not mean that there is nothing.');
      const told = fence.data(`${question} ${path}`, capText(lines.join('\n'), MOST_TOKENS));
      return answer(note === '' ? told : `${told}\n${note}`);
    },
  });
}

function describe(questions: readonly GraphQuery['question'][]): string {
  const ofSymbols = questions.filter((question) => OF_SYMBOLS.has(question));
  const ofHistory = OF_HISTORY.filter(([question]) => questions.includes(question));
  return [
    'What is known of this repository on its default branch.',
    ofSymbols.length === 0
      ? ''
      : `${ofSymbols.join(', ')}: of a symbol (or of all symbols of a file), each with how sure the call was resolved; reflection and dynamic dispatch are not seen, so no answer does not mean unused.`,
    ...ofHistory.map(([question, what]) => `${question}: ${what}.`),
    'symbol, from_line and to_line are null where the question does not need them.',
  ]
    .filter(Boolean)
    .join(' ');
}
