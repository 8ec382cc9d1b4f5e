import { z } from '@hono/zod-openapi';
import { GitHubLimitedError } from '../github/client/github-error.js';
import { placeOf } from '../graph/ask/place-of.js';
import { resource } from './door/check-request.js';
import { defineRoute } from './door/define-route.js';
import { invalid, notFound, Problem } from './door/problem.js';
import { answered, keyOf, LONGEST_PATH } from './graph-answer.js';
import { plainText } from './lists/filters.js';
import type { ApiPorts } from './ports.js';

/** Of a longer symbol the first lines. */
const MOST_LINES = 300;
const MOST_SYMBOLS = 500;

const Source = z.object({
  path: z.string(),
  sha: z.string().openapi({ description: 'Of the commit that was scanned' }),
  start_line: z.int(),
  end_line: z.int().openapi({ description: 'Of what is given' }),
  is_cut: z.boolean(),
  text: z.string(),
});

const route = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/symbol-source',
    summary: 'The source of a symbol, as the last scan saw it',
    request: {
      params: z.object({ owner: plainText(255), repo: plainText(255) }),
      query: z.strictObject({ focus: plainText(LONGEST_PATH).openapi({ description: '`<path>#<name>`' }) }),
    },
    responses: {
      200: {
        description: `At most ${MOST_LINES} lines`,
        content: { 'application/json': { schema: Source } },
      },
    },
  },
);

/** `GET /repos/{owner}/{repo}/symbol-source`: read on GitHub, 503 while that does not give it. */
export function symbolSource({ graph, readFile, log }: Pick<ApiPorts, 'graph' | 'readFile' | 'log'>) {
  return resource().openapi(route, async (context) => {
    const repository = context.get('repository');
    const key = keyOf(repository);
    const place = await placeOf(graph, key, context.req.valid('query').focus);
    if (place?.symbol === null) throw invalid([{ field: 'query.focus', detail: 'must be <path>#<name>' }]);
    const [node, symbols] = await answered(
      Promise.all([
        graph.repository(key),
        place === null ? [] : graph.symbols(key, { paths: [place.path], limit: MOST_SYMBOLS }),
      ]),
    );
    const symbol = symbols.find(({ qualifiedName }) => qualifiedName === place?.symbol);
    const sha = node?.scannedSha ?? null;
    if (symbol === undefined || sha === null) throw notFound('symbol');
    const { path, startLine, endLine } = symbol;
    const bytes = await readFile(repository, { path, sha }).catch((error: unknown) => {
      log.warn({ err: error, repository: repository.fullName }, 'the source of a symbol could not be read');
      const seconds = error instanceof GitHubLimitedError ? (error.until.getTime() - Date.now()) / 1000 : 60;
      const headers = { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) };
      throw new Problem(503, 'GitHub does not give this file now: try again in a minute.', { headers, cause: error });
    });
    if (bytes === null) throw notFound('file');
    const last = Math.min(endLine, startLine + MOST_LINES - 1);
    const text = bytes
      .toString('utf8')
      .split('\n')
      .slice(startLine - 1, last)
      .join('\n');
    return context.json({ path, sha, start_line: startLine, end_line: last, is_cut: last < endLine, text }, 200);
  });
}
