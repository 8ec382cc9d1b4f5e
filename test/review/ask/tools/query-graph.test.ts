import { expect, it } from 'vitest';
import { GRAPH_QUESTIONS, type GraphAnswer, type GraphQuery } from '../../../../src/review/ask/lookups.js';
import { createFence } from '../../../../src/review/ask/prompt/fence.js';
import { queryGraphTool } from '../../../../src/review/ask/tools/query-graph.js';

const fence = createFence('n0nce', (text) => text.replaceAll('s3cret', '***'));
const { signal } = new AbortController();

function tool(answer: GraphAnswer | null, questions: readonly GraphQuery['question'][] = GRAPH_QUESTIONS) {
  const asked: GraphQuery[] = [];
  const made = queryGraphTool({ questions, ask: async (query) => (asked.push(query), answer) }, fence);
  return { ...made, asked };
}
const lines = { question: 'history_of_lines', path: 'src/a.ts', symbol: null, from_line: 3, to_line: 4 };
const callers = { question: 'callers_of', path: 'src/a.ts', symbol: 'load', from_line: null, to_line: null };

it('asks what the model asks, and gives the lines as data without secrets', async () => {
  const { run, asked } = tool({ lines: ['src/b.ts:4 run [import, 0.90]', 'src/s3cret.ts'], left: null });
  const { text, isError } = await run(callers, signal);
  expect(asked).toEqual([{ question: 'callers_of', path: 'src/a.ts', symbol: 'load', fromLine: null, toLine: null }]);
  expect(isError).toBe(false);
  expect(text).toBe(fence.data('callers_of src/a.ts', 'src/b.ts:4 run [import, 0.90]\nsrc/s3cret.ts'));
  expect(text).not.toContain('s3cret');
});

it.each<[string, GraphAnswer | null, string]>([
  ['no answer', null, 'The graph gives no answer now: read the code instead.'],
  ['nothing', { lines: [], left: null }, 'The graph knows nothing of it. That does not mean that there is nothing.'],
  ['nothing, for a reason', { lines: [], left: 'too late' }, 'Not all of it: too late.'],
  ['a part', { lines: ['x'], left: 'only the first 20 are told' }, 'Not all of it: only the first 20 are told.'],
])('says what an answer lacks: %s', async (_, answer, words) => {
  expect((await tool(answer).run(callers, signal)).text.endsWith(words)).toBe(true);
});

it.each([
  [{ ...lines, from_line: null }],
  [{ ...lines, to_line: null }],
  [{ ...lines, from_line: 0 }],
  [{ ...lines, from_line: 5, to_line: 4 }],
])('asks for lines that are there: %o', async (input) => {
  const { run, asked } = tool({ lines: [], left: null });
  expect(await run(input, signal)).toEqual({
    isError: true,
    text: 'history_of_lines needs from_line and to_line, 1-based lines of the head.',
  });
  expect(asked).toEqual([]);
});

it('offers only what the graph of the repository can answer', async () => {
  const { definition, run } = tool({ lines: [], left: null }, ['history_of_file', 'experts_of']);
  expect(JSON.stringify(definition)).not.toMatch(/callers_of|tests_of|co_changed_with|reflection/);
  expect(definition.description).toContain('history_of_file: the last merged pull requests');
  expect(await run(callers, signal)).toMatchObject({ isError: true });
  const { description = '' } = tool(null).definition;
  for (const question of GRAPH_QUESTIONS) expect(description).toContain(question);
});
