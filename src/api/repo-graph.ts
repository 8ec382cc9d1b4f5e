import { z } from '@hono/zod-openapi';
import { placeOf } from '../graph/ask/place-of.js';
import { GraphUnavailableError } from '../graph/graph-unavailable-error.js';
import type { FileNode, RepositoryKey } from '../graph/types.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { invalid, notFound } from './door/problem.js';
import { answered, keyOf, LONGEST_PATH } from './graph-answer.js';
import { plainText } from './lists/filters.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { readRepoHealth } from './queries/read-repo-health.js';
import { Expertise, readExpertise } from './shapes/expertise.js';
import { filesView, foldersView, GraphView, NODES, symbolView } from './shapes/graph-view.js';
import { Insights, readInsights } from './shapes/insights.js';
import { readSoleFolders, RepoHealth, repoHealth } from './shapes/repo-health.js';

/** Of a cursor. */
const lastName = z.string().max(LONGEST_PATH);
const params = z.object({ owner: plainText(255), repo: plainText(255) });

const Entry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['folder', 'file']),
  files: z.int().openapi({ description: 'All below a folder; 1 of a file' }),
  lines: z.int().openapi({ description: 'As far as they are known' }),
  size: z.int().openapi({ description: 'Bytes' }),
  language: z.string().nullable(),
});

const files = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/files',
    summary: 'What lies in a folder, as the last scan saw it',
    request: {
      params,
      query: z.strictObject({
        ...pageQuery,
        path: z
          .union([z.literal(''), plainText(LONGEST_PATH)])
          .default('')
          .openapi({ type: 'string', description: 'A folder' }),
        q: plainText(200).optional().openapi({
          description: 'A part of a path: the files of the whole repository that have it, by path; not with `path`',
        }),
      }),
    },
    responses: {
      200: { description: 'Folders by name, then files', content: { 'application/json': { schema: pageOf(Entry) } } },
    },
  },
);

const graphRoute = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/graph',
    summary: 'A picture of a part of the repository',
    request: {
      params,
      query: z.strictObject({
        view: z.enum(['files', 'folders', 'symbol']).default('folders'),
        focus: z
          .union([z.literal(''), plainText(LONGEST_PATH)])
          .default('')
          .openapi({ type: 'string', description: 'A folder or file; of a symbol `<path>#<name>`' }),
        limit: z.coerce.number().int().min(1).max(NODES.most).default(NODES.usual).openapi({
          description: 'Nodes at most; edges are two and a half times as many',
        }),
      }),
    },
    responses: { 200: { description: 'The picture', content: { 'application/json': { schema: GraphView } } } },
  },
);

const insights = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/insights',
    summary: 'Hotspots, ownership, bus factor, experts, bug-prone and dead files, languages',
    request: { params, query: noQuery },
    responses: { 200: { description: 'What is known', content: { 'application/json': { schema: Insights } } } },
  },
);

const expertise = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/expertise',
    summary: 'Who knows which folder, where only one person does, and who reviews there',
    request: {
      params,
      query: z.strictObject({
        folder: z
          .union([z.literal(''), plainText(LONGEST_PATH)])
          .default('')
          .openapi({ type: 'string', description: 'The folder whose folders are told of' }),
      }),
    },
    responses: { 200: { description: 'By folder', content: { 'application/json': { schema: Expertise } } } },
  },
);

const health = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/health',
    summary: 'The health of a repository, and what it is made of',
    request: { params, query: noQuery },
    responses: { 200: { description: '100 less penalties', content: { 'application/json': { schema: RepoHealth } } } },
  },
);

/**
 * `/files`, `/graph`, `/insights`, `/expertise` and `/health` of a repository, out of the knowledge graph; 503 while that
 * is away, but for the health, which then leaves out what it does not know.
 */
export function repoGraph({ graph }: Pick<ApiPorts, 'graph'>) {
  return resource()
    .openapi(files, async (context) => {
      const { limit, cursor, path, q } = context.req.valid('query');
      const folder = plainPath(path);
      const key = keyOf(context.get('repository'));
      if (q !== undefined) {
        if (folder !== '') throw invalid([{ field: 'query.path', detail: 'is not taken with q' }]);
        const after = readCursor(z.tuple([lastName]), cursor)?.[0] ?? '';
        const found = await answered(graph.findFiles(key, { text: q, after, limit: limit + 1 }));
        return context.json(page(found, limit, { item: fileEntry, key: (file) => [file.path] }), 200);
      }
      const [isFolder, last] = readCursor(z.tuple([z.boolean(), lastName]), cursor) ?? [];
      const after = last === undefined ? null : { isFolder: isFolder === true, name: last };
      const rows = await answered(graph.tree(key, { path: folder, after, limit: limit + 1 }));
      if (rows.length === 0 && after === null && folder !== '') throw notFound('folder');
      const item = ({ name, isFolder, ...counts }: (typeof rows)[number]): z.infer<typeof Entry> => ({
        name,
        path: folder === '' ? name : `${folder}/${name}`,
        type: isFolder ? 'folder' : 'file',
        ...counts,
      });
      return context.json(page(rows, limit, { item, key: (row) => [row.isFolder, row.name] }), 200);
    })
    .openapi(graphRoute, async (context) => {
      const { view, focus: asked, limit } = context.req.valid('query');
      const key = keyOf(context.get('repository'));
      const focus = plainPath(asked);
      const drawing = view === 'symbol' ? ofSymbol(graph, key, focus) : ofFiles(graph, key, { view, focus, limit });
      const [node, picture] = await answered(Promise.all([graph.repository(key), drawing]));
      return context.json({ view, focus, scanned_at: node?.scannedAt?.toISOString() ?? null, ...picture }, 200);
    })
    .openapi(health, async (context) => {
      const repository = context.get('repository');
      const [facts, sole] = await Promise.all([
        context.get('tenant')((manager) => readRepoHealth(manager, repository.id)),
        readSoleFolders(graph, keyOf(repository)),
      ]);
      return context.json(repoHealth(facts, sole), 200);
    })
    .openapi(insights, async (context) =>
      context.json(await answered(readInsights(graph, keyOf(context.get('repository')), new Date())), 200),
    )
    .openapi(expertise, async (context) => {
      const asked = { folder: plainPath(context.req.valid('query').folder), now: new Date() };
      return context.json(await answered(readExpertise(graph, keyOf(context.get('repository')), asked)), 200);
    });
}

function fileEntry({ path, lines, size, language }: FileNode): z.infer<typeof Entry> {
  return { name: path.split('/').at(-1) ?? path, path, type: 'file', files: 1, lines: lines ?? 0, size, language };
}

async function ofFiles(
  graph: ApiPorts['graph'],
  key: RepositoryKey,
  { view, ...asked }: { view: 'files' | 'folders'; focus: string; limit: number },
) {
  const wanted = { ...asked, now: new Date() };
  return view === 'folders' ? foldersView(graph, key, wanted) : filesView(graph, key, wanted);
}

async function ofSymbol(graph: ApiPorts['graph'], key: RepositoryKey, focus: string) {
  const place = await placeOf(graph, key, focus);
  if (place === null) throw new GraphUnavailableError('the store gives no answer');
  if (place.symbol === null)
    throw invalid([{ field: 'query.focus', detail: 'must be <path>#<name> for the view of a symbol' }]);
  const picture = await symbolView(graph, key, { path: place.path, symbol: place.symbol });
  if (picture === null) throw notFound('symbol');
  return picture;
}

/** Without slashes around it. */
function plainPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
