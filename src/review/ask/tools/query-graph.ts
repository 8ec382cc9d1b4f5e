import { z } from 'zod';
import { GRAPH_QUESTIONS, type Lookups } from '../lookups.js';
import { capText } from '../prompt/cap-text.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, type ReviewTool } from './tool.js';

const MOST_TOKENS = 1500;

/** Fixed questions to the graph of the repository: nothing that the model writes is run as a query. */
export function queryGraphTool(queryGraph: NonNullable<Lookups['queryGraph']>, fence: Fence): ReviewTool {
  return defineTool({
    name: 'query_graph',
    description:
      'What is known of this repository on its default branch. callers_of, callees_of, implementations_of, tests_of: of a symbol (or of all symbols of a file), each with how sure the call was resolved; reflection and dynamic dispatch are not seen, so no answer does not mean unused. history_of_file, history_of_lines: the merged pull requests that changed a file or brought its lines. co_changed_with: files that changed together with it. experts_of: who changed it most. symbol, from_line and to_line are null where the question does not need them.',
    input: z.strictObject({
      question: z.enum(GRAPH_QUESTIONS),
      path: z.string(),
      symbol: z.string().nullable(),
      from_line: z.number().int().nullable(),
      to_line: z.number().int().nullable(),
    }),
    run: async ({ question, path, symbol, from_line: fromLine, to_line: toLine }, signal) => {
      const lines = await queryGraph({ question, path, symbol, fromLine, toLine }, signal);
      if (lines === null) return answer('The graph gives no answer now: read the code instead.');
      if (lines.length === 0) return answer('The graph knows nothing of it. That does not mean that there is nothing.');
      return answer(fence.data(`${question} ${path}`, capText(lines.join('\n'), MOST_TOKENS)));
    },
  });
}
