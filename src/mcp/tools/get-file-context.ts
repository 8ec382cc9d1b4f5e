import { z } from 'zod';
import { listMemories } from '../../memory/list-memories.js';
import { matchingGlobs } from '../../memory/recall/matching-globs.js';
import { showFile } from '../../graph/ask/show-file.js';
import { plainText } from '../../api/lists/filters.js';
import { Problem } from '../../api/door/problem.js';
import { cutToBytes } from '../cut-to-bytes.js';
import { defineTool, fitting } from '../define-tool.js';
import { repo } from '../tool-inputs.js';

const MOST_LINES = 20;
/** Bytes of the lines of one question; there are eight at most. */
const MOST_BYTES = 1500;

/** `get_file_context`: what is known of a file before it is touched. */
export const getFileContext = defineTool({
  name: 'get_file_context',
  title: 'What is known of a file',
  description:
    'Who knows it, pull requests that touched it, callers, files that change with it, fixes in it, and what the team said about it.',
  input: z.object({
    repo,
    path: plainText(1024).describe('Such as src/cart/total.ts'),
    symbol: plainText(500).optional().describe('A function, class or method in it'),
  }),
  output: z.object({
    path: z.string(),
    known: z.boolean().describe('Whether the graph knows this file'),
    answers: z.record(z.string(), z.array(z.string())).describe('A question of the graph, and a line for each answer'),
    memories: z.array(z.object({ number: z.string(), text: z.string() })),
  }),
  writes: false,
  run: async (session, { repo, path, symbol = null }) => {
    const { id, installation, githubRepoId } = await session.repository(repo, 'read');
    const key = { installationId: installation.id, repoId: githubRepoId };
    const shown = await showFile(session.ports.graph, key, { path, symbol, now: new Date() });
    if (shown === null) throw new Problem(503, 'The graph gives no answer: try again later.');
    const said = await session.tenant((manager) =>
      listMemories(manager, {
        installationId: installation.id,
        repositoryId: id,
        states: ['active'],
        viewer: null,
        limit: 2000,
      }),
    );
    const globs = [...new Set(said.flatMap(({ scope }) => (scope.pathGlob === null ? [] : [scope.pathGlob])))];
    const { matching } = matchingGlobs(globs, [path]);
    const about = said.filter(
      ({ scope, dismissal }) => dismissal === null && scope.pathGlob !== null && matching.has(scope.pathGlob),
    );
    const answers = Object.fromEntries(
      Object.entries(shown.answers).map(([question, lines]) => [question, firstLines(lines)]),
    );
    const memories = fitting(
      about.map(({ number, text }) => ({ number: `M${number}`, text })),
      Buffer.byteLength(JSON.stringify(answers)) + 500,
    );
    const lines = Object.entries(answers).flatMap(([question, each]) =>
      each.length === 0 ? [] : [`${question}:`, ...each],
    );
    return {
      answer: { path, known: shown.file !== null, answers, memories },
      text: lines.join('\n') || `The graph knows nothing of ${path}.`,
    };
  },
});

/** The first lines, and how many are left out. */
function firstLines(lines: readonly string[]): string[] {
  const first: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(0, MOST_LINES)) {
    const short = cutToBytes(line, MOST_BYTES / 3);
    bytes += Buffer.byteLength(short);
    if (bytes > MOST_BYTES) break;
    first.push(short);
  }
  const left = lines.length - first.length;
  return left === 0 ? first : [...first, `(${left} more)`];
}
