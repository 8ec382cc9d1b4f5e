import { z } from '@hono/zod-openapi';
import type { EntityManager } from 'typeorm';
import { PERMISSIONS, type Access, type RepositoryAccess } from '../access/tenancy/access.js';
import { listScans } from '../workflows/scans/list-scans.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound } from './door/problem.js';
import { plainText } from './lists/filters.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { countOpenFindings } from './queries/count-open-findings.js';
import { listConnected } from './queries/list-connected.js';
import { Scan, scanOf, scanWithDetail, ScanWithDetail } from './shapes/scan.js';

const Repo = z.object({
  owner: z.string(),
  name: z.string(),
  full_name: z.string(),
  private: z.boolean(),
  connected: z.boolean().openapi({ description: 'Whether its pull requests are reviewed' }),
  role: z.enum(PERMISSIONS).openapi({ description: 'What GitHub lets you do there' }),
  scan: Scan,
  open_findings: z.int(),
  last_review_at: z.iso.datetime().nullable(),
  install_url: z.string().openapi({ description: 'Where an owner gives the App a repository' }),
});
const RepoWithDetail = Repo.extend({ default_branch: z.string().nullable(), url: z.string() });

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/repos',
    summary: 'The repositories that you can see, connected or not',
    request: {
      query: z.strictObject({
        ...pageQuery,
        connected: z.enum(['true', 'false']).optional(),
        q: plainText(200).optional().openapi({ description: 'A part of the name' }),
      }),
    },
    responses: { 200: { description: 'By name', content: { 'application/json': { schema: pageOf(Repo) } } } },
  },
);

const params = z.object({ owner: plainText(255), repo: plainText(255) });

const one = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}',
    summary: 'One repository',
    request: { params, query: noQuery },
    responses: { 200: { description: 'It', content: { 'application/json': { schema: RepoWithDetail } } } },
  },
);

const scan = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/scan',
    summary: 'How far its scan is',
    request: { params, query: noQuery },
    responses: { 200: { description: 'Now', content: { 'application/json': { schema: ScanWithDetail } } } },
  },
);

/** `GET /repos`, `GET /repos/{owner}/{repo}` and its `/scan`. */
export function repos({ installUrl, githubUrl }: Pick<ApiPorts, 'installUrl' | 'githubUrl'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, connected, q = '' } = context.req.valid('query');
      const after = readCursor(z.tuple([z.string()]), cursor)?.[0] ?? null;
      const all = visibleByName(await context.get('access')())
        .filter(({ key }) => key.includes(q.toLowerCase()))
        .filter(({ key }) => after === null || key > after);
      const rows = await context.get('tenant')(async (manager) => {
        const reviewed = await listConnected(manager, idsOf(all));
        const isConnected = ({ id }: RepositoryAccess) => id !== null && reviewed.has(id);
        const wanted = all.filter((one) => connected === undefined || isConnected(one) === (connected === 'true'));
        return detailed(manager, wanted.slice(0, limit + 1), reviewed);
      });
      const item = (row: (typeof rows)[number]) => repoOf(row, installUrl);
      return context.json(page(rows, limit, { item, key: ({ of }) => [of.key] }), 200);
    })
    .openapi(one, async (context) => {
      const { owner, repo } = context.req.valid('param');
      const name = `${owner}/${repo}`.toLowerCase();
      const all = visibleByName(await context.get('access')()).filter(({ key }) => key === name);
      const [row] = await context.get('tenant')(async (manager) =>
        detailed(manager, all, await listConnected(manager, idsOf(all))),
      );
      if (row === undefined) throw notFound('repository');
      const url = `${githubUrl}/${row.of.fullName}`;
      return context.json({ ...repoOf(row, installUrl), default_branch: row.ledger?.default_branch ?? null, url }, 200);
    })
    .openapi(scan, async (context) => {
      const { id } = context.get('repository');
      const [scans] = await context.get('tenant')((manager) => listScans(manager, null, [id]));
      return context.json(scanWithDetail(scans), 200);
    });
}

type Named = RepositoryAccess & { key: string };

/** In the order of their names, whatever the case. A name that two installations know stands there once. */
function visibleByName({ installations }: Access): Named[] {
  const byName = new Map<string, Named>();
  for (const repository of installations.flatMap((installation) => installation.repositories)) {
    const key = repository.fullName.toLowerCase();
    const known = byName.get(key);
    if (known === undefined || known.id === null) byName.set(key, { ...repository, key });
  }
  return [...byName.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function idsOf(repositories: readonly RepositoryAccess[]): number[] {
  return repositories.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** What our tables know of them. */
async function detailed(manager: EntityManager, repositories: readonly Named[], connected: ReadonlySet<number>) {
  const ids = idsOf(repositories);
  const [ledger, listed] = await Promise.all([countOpenFindings(manager, ids), listScans(manager, null, ids)]);
  const scans = new Map(listed.map((one) => [one.repositoryId, one]));
  return repositories.map((of) => ({
    of,
    isConnected: of.id !== null && connected.has(of.id),
    ledger: of.id === null ? undefined : ledger.get(of.id),
    scans: of.id === null ? undefined : scans.get(of.id),
  }));
}

type Detailed = Awaited<ReturnType<typeof detailed>>[number];

function repoOf({ of, isConnected, ledger, scans }: Detailed, installUrl: string): z.infer<typeof Repo> {
  const [owner = '', name = ''] = of.fullName.split('/');
  return {
    owner,
    name,
    full_name: of.fullName,
    private: of.private,
    connected: isConnected,
    role: of.permission,
    scan: scanOf(scans),
    open_findings: ledger?.open_findings ?? 0,
    last_review_at: ledger?.last_review_at?.toISOString() ?? null,
    install_url: installUrl,
  };
}
