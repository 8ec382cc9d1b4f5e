import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphUnavailableError } from '../../src/graph/graph-unavailable-error.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import type { KnowledgeGraph } from '../../src/graph/knowledge-graph.js';
import { batch, daysAgo, edge, file, person, pull, symbol } from '../graph/contract/records.js';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
/** Set: what every question is answered with. */
let away: Error | null = null;
let graph: KnowledgeGraph;
/** What GitHub gives of a file. */
let readFile: (asked: { path: string; sha: string }) => Promise<Buffer | null> = async () => null;

const asked: KnowledgeGraph = new Proxy({} as KnowledgeGraph, {
  get: (_, name: keyof KnowledgeGraph) =>
    away === null ? graph[name] : () => Promise.reject(away ?? new Error('not away')),
});

beforeAll(async () => {
  rig = await openApiRig(
    () => callers,
    () => ({ graph: asked, readFile: (_, what) => readFile(what) }),
  );
  graph = createPostgresGraph(rig.system);
  const acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop', 'empty', 'hidden', 'till'] });
  const other = await addTenant(rig.system, { account: 'other', repositories: ['canary'] });
  const ada = await addUser(rig.system, 'ada');
  callers.ada = {
    userId: ada,
    login: 'ada',
    access: onlySeeing(acme.access('read'), ['acme/shop', 'acme/empty', 'acme/till']),
  };
  const keyOf = (access: typeof callers.ada.access, at: number) => {
    const { id, repositories } = access.installations[0]!;
    return { installationId: id, repoId: repositories[at]!.githubRepoId };
  };
  for (const [key, mark] of [
    [keyOf(acme.access('read'), 0), 'shop'],
    [keyOf(acme.access('read'), 2), 'CANARY'],
    [keyOf(other.access('read'), 0), 'CANARY'],
  ] as const) {
    await graph.upsertRepository({ ...key, fullName: mark, defaultBranch: 'main' });
    const paths = ['a.ts', 'src/b.ts', 'src/in/c.ts', 'src/in/dead.ts', `src/${mark}.ts`];
    const content = {
      files: paths.map((path, at) => file(path, { lines: 10 * (at + 1) })),
      symbols: [symbol('src/b.ts#pay'), symbol('a.ts#main'), symbol('src/in/c.ts#store')],
      imports: [
        { from: 'a.ts', to: 'src/b.ts', tier: 'import' as const, confidence: 0.9 },
        { from: 'src/b.ts', to: 'src/in/c.ts', tier: 'import' as const, confidence: 0.9 },
      ],
      edges: [edge('a.ts#main', 'src/b.ts#pay'), edge('src/b.ts#pay', 'src/in/c.ts#store')],
    };
    await graph.writeScan({ ...key, scan: 1 }, batch(content));
    await graph.finishScan({ ...key, scan: 1 }, { sha: '1'.repeat(40), at: new Date('2026-11-01T00:00:00Z') });
    const changed = ['a.ts', 'src/b.ts', 'src/in/c.ts', `src/${mark}.ts`];
    await graph.indexPulls(
      key,
      [1, 2, 3, 4, 5, 6].map((number) => pull(number, changed)),
    );
  }
  await indexTill(keyOf(acme.access('read'), 3));
});
afterAll(() => rig.close());

/** Four folders of three files: of three of them one person is the author, in one of those two people share a file. */
async function indexTill(key: { installationId: number; repoId: number }) {
  const below = (folder: string, names = ['a', 'b', 'c']) => names.map((name) => `${folder}${name}.ts`);
  const files = [...below(''), ...below('src/in/'), ...below('old/'), ...below('shared/')];
  await graph.upsertRepository({ ...key, fullName: 'acme/till', defaultBranch: 'main' });
  await graph.writeScan({ ...key, scan: 1 }, batch({ files: files.map((path) => file(path)) }));
  await graph.finishScan({ ...key, scan: 1 }, { sha: '2'.repeat(40), at: new Date() });
  const [dana, eve, gone] = [person('dana', 501), person('eve', 502), person('gone', 503)];
  const times = (author: typeof dana, from: number, paths: string[], changed = {}) =>
    [0, 1, 2].map((nth) => pull(from + nth, paths, { author, ...changed }));
  await graph.indexPulls(key, [
    ...times(dana, 10, [...below(''), ...below('src/in/', ['a', 'b']), ...below('shared/', ['a'])]),
    ...times(eve, 20, [...below('src/in/', ['c']), ...below('shared/', ['b', 'c'])]),
    ...times(dana, 30, below('shared/', ['b'])),
    ...times(gone, 40, below('old/'), { createdAt: daysAgo(201), mergedAt: daysAgo(200) }),
  ]);
}

const read = async (path: string) => {
  const response = await rig.ask('ada', `/repos/acme/shop${path}`);
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).not.toContain('CANARY');
  return JSON.parse(text) as Record<string, unknown>;
};

describe('files', () => {
  it('are told by folder with what is below', async () => {
    expect(await read('/files')).toEqual({
      items: [
        { name: 'src', path: 'src', type: 'folder', files: 4, lines: 140, size: 480, language: null },
        { name: 'a.ts', path: 'a.ts', type: 'file', files: 1, lines: 10, size: 120, language: 'typescript' },
      ],
      next_cursor: null,
    });
    const first = (await read('/files?path=/src/&limit=2')) as { items: { path: string }[]; next_cursor: string };
    expect(first.items.map(({ path }) => path)).toEqual(['src/in', 'src/b.ts']);
    expect(await read(`/files?path=src&limit=2&cursor=${first.next_cursor}`)).toMatchObject({
      items: [{ path: 'src/shop.ts' }],
      next_cursor: null,
    });
  });

  it('are found by a part of their path, whatever its case', async () => {
    const first = (await read('/files?q=IN/&limit=1')) as { items: { path: string }[]; next_cursor: string };
    expect(first.items).toMatchObject([{ path: 'src/in/c.ts', name: 'c.ts', type: 'file', lines: 30 }]);
    expect(await read(`/files?q=IN/&limit=1&cursor=${first.next_cursor}`)).toMatchObject({
      items: [{ path: 'src/in/dead.ts' }],
      next_cursor: null,
    });
    expect(await read('/files?q=%25')).toEqual({ items: [], next_cursor: null });
    expect((await rig.ask('ada', '/repos/acme/shop/files?q=in&path=src')).status).toBe(400);
  });

  it('are none where nothing was scanned, and 404 for a folder that is not there', async () => {
    const response = await rig.ask('ada', '/repos/acme/empty/files');
    expect(await response.json()).toEqual({ items: [], next_cursor: null });
    expect((await rig.ask('ada', '/repos/acme/shop/files?path=none')).status).toBe(404);
    expect((await rig.ask('ada', '/repos/acme/shop/files?path=%00')).status).toBe(400);
  });
});

const NO_SYMBOL = { signature: null, start_line: null, end_line: null };

describe('the graph', () => {
  it('shows folders with imports between them', async () => {
    expect(await read('/graph')).toEqual({
      view: 'folders',
      focus: '',
      scanned_at: '2026-11-01T00:00:00.000Z',
      nodes: [
        {
          ...NO_SYMBOL,
          id: 'src',
          kind: 'folder',
          name: 'src',
          path: 'src',
          files: 4,
          lines: 140,
          language: null,
          changes: 18,
          owner: 'dana',
        },
        {
          ...NO_SYMBOL,
          id: 'a.ts',
          kind: 'file',
          name: 'a.ts',
          path: 'a.ts',
          files: 1,
          lines: 10,
          language: 'typescript',
          changes: 6,
          owner: 'dana',
        },
      ],
      edges: [{ from: 'a.ts', to: 'src', kind: 'imports', weight: 1, tier: null, confidence: null, line: null }],
      symbols: [],
      cut: [],
    });
  });

  it('shows files with imports and what changes together, each pair once', async () => {
    const { nodes, edges } = (await read('/graph?view=files&focus=src')) as { nodes: unknown[]; edges: unknown[] };
    expect(nodes).toHaveLength(4);
    expect(edges).toHaveLength(4);
    expect(edges).toContainEqual({
      from: 'src/b.ts',
      to: 'src/in/c.ts',
      kind: 'imports',
      weight: 1,
      tier: 'import',
      confidence: 0.9,
      line: null,
    });
    expect(nodes).toContainEqual(expect.objectContaining({ path: 'src/in/c.ts', changes: 6, owner: 'dana' }));
    expect(nodes).toContainEqual(expect.objectContaining({ path: 'src/in/dead.ts', changes: 0, owner: null }));
    const one = (await read('/graph?view=files&focus=src/b.ts')) as { nodes: { id: string }[]; symbols: unknown[] };
    expect(one.nodes.map(({ id }) => id).toSorted()).toEqual(['a.ts', 'src/b.ts', 'src/in/c.ts', 'src/shop.ts']);
    expect(one.symbols).toEqual([expect.objectContaining({ name: 'pay' })]);
  });

  it('shows as many nodes as are asked for, and says what it leaves out', async () => {
    const asked = (await read('/graph?view=files&limit=2')) as { nodes: { id: string }[]; cut: string[] };
    expect(asked.nodes.map(({ id }) => id)).toEqual(['src/shop.ts', 'src/in/dead.ts']);
    expect(asked.cut).toContain('only the 2 longest files');
    expect((await rig.ask('ada', '/repos/acme/shop/graph?limit=5001')).status).toBe(400);
  });

  it('shows a symbol with who calls it and what it calls', async () => {
    expect(await read('/graph?view=symbol&focus=src/b.ts%23pay')).toMatchObject({
      focus: 'src/b.ts#pay',
      nodes: [
        { id: 'src/b.ts#pay', kind: 'symbol', start_line: expect.any(Number), signature: expect.any(String) },
        { id: 'a.ts#main', start_line: expect.any(Number) },
        { id: 'src/in/c.ts#store' },
      ],
      edges: [
        { from: 'a.ts#main', to: 'src/b.ts#pay', kind: 'calls' },
        { from: 'src/b.ts#pay', to: 'src/in/c.ts#store', kind: 'calls' },
      ],
      cut: ['reflection and dynamic dispatch are not seen: there may be more callers'],
    });
    expect((await rig.ask('ada', '/repos/acme/shop/graph?view=symbol&focus=src/b.ts%23none')).status).toBe(404);
    expect((await rig.ask('ada', '/repos/acme/shop/graph?view=symbol&focus=src/b.ts')).status).toBe(400);
    expect((await rig.ask('ada', '/repos/acme/shop/graph?view=map')).status).toBe(400);
  });
});

describe('the source of a symbol', () => {
  it('is that of the scanned commit, and of no more than the symbol', async () => {
    const [{ startLine, endLine }] = [symbol('src/b.ts#pay')];
    readFile = async ({ path, sha }) =>
      path === 'src/b.ts' && sha === '1'.repeat(40)
        ? Buffer.from(Array.from({ length: 2000 }, (_, at) => `line ${at + 1}`).join('\n'))
        : null;
    expect(await read('/symbol-source?focus=src/b.ts%23pay')).toMatchObject({
      path: 'src/b.ts',
      sha: '1'.repeat(40),
      start_line: startLine,
      end_line: endLine,
      is_cut: false,
      text: Array.from({ length: endLine - startLine + 1 }, (_, at) => `line ${startLine + at}`).join('\n'),
    });
  });

  it('is 404 where there is none, 400 for no symbol, 503 while GitHub does not give it', async () => {
    const status = async (focus: string) =>
      (await rig.ask('ada', `/repos/acme/shop/symbol-source?focus=${focus}`)).status;
    readFile = async () => null;
    expect(await status('src/b.ts%23pay')).toBe(404);
    expect(await status('src/b.ts%23none')).toBe(404);
    expect(await status('src/b.ts')).toBe(400);
    readFile = () => Promise.reject(new Error('away'));
    expect(await status('src/b.ts%23pay')).toBe(503);
  });
});

describe('the health', () => {
  it('is told with its parts, also while the graph is away', async () => {
    expect(await read('/health')).toMatchObject({
      parts: [{ part: 'must_fix_open' }, {}, {}, { part: 'sole_folders', of: 15 }, {}],
    });
    away = new GraphUnavailableError('away');
    expect(await read('/health')).toMatchObject({
      parts: [{}, {}, {}, { part: 'sole_folders', value: null }, {}],
      failed_reviews: 0,
      sole_folders: null,
    });
    away = null;
  });
});

describe('insights', () => {
  it('tell what the past and the code say, each with what it is counted from', async () => {
    expect(await read('/insights')).toMatchObject({
      files: 5,
      lines: 150,
      source: { pulls: 6, paths: 4 },
      languages: [{ language: 'typescript', files: 5, lines: 150 }],
      hotspots: { of: 4, first: [{ path: 'src/shop.ts', changes: 6, lines: 50, rank: 1 }, {}, {}, {}] },
      ownership: [{ path: 'src/shop.ts', authors: [{ login: 'dana', share: 1 }] }, {}, {}, {}],
      bus_factor: { people: 1, of: 4 },
      experts: { of: 1, first: [{ login: 'dana', author_of: 4 }] },
      bug_prone: { of: 0, first: [] },
      dead_files: { of: 1, first: [{ path: 'src/in/dead.ts', lines: 40 }] },
    });
  });

  it('are empty for a repository of which nothing is known', async () => {
    const response = await rig.ask('ada', '/repos/acme/empty/insights');
    expect(await response.json()).toMatchObject({ scanned_at: null, files: 0, bus_factor: null, languages: [] });
  });

  it('have people by folder, whoever asks for the root or for one of them', async () => {
    const { folders, review_load, source } = (await read('/expertise')) as {
      folders: { path: string; people: object[] }[];
      review_load: unknown[];
      source: { pulls: number };
    };
    expect(source.pulls).toBe(6);
    expect(folders).toMatchObject([
      { path: 'src', files: 3, people: [{ login: 'dana', author_of: 3 }], bus_factor: { people: 1, of: 3 } },
      { path: '', files: 1, people: [{ login: 'dana', author_of: 1 }], bus_factor: { people: 1, of: 1 } },
    ]);
    // One file of a folder says nothing of who could go on with it.
    expect(await read('/expertise')).toMatchObject({ sole_folders: [] });
    expect(review_load).toEqual(review_load.toSorted());
    const below = (await read('/expertise?folder=/src/')) as { folders: { path: string }[] };
    expect(below.folders.map(({ path }) => path).toSorted()).toEqual(['src', 'src/in']);
    const response = await rig.ask('ada', '/repos/acme/empty/expertise');
    expect(await response.json()).toEqual({
      folder: '',
      source: { pulls: 0, from: null, to: null },
      folders: [],
      sole_folders: [],
      review_load: [],
    });
  });

  it('name the folders of one person as the health counts them', async () => {
    const ask = async (of: string) => (await rig.ask('ada', `/repos/acme/till/${of}`)).json();
    const sole = [
      { path: 'old', login: 'gone', author_of: 3, of: 3, is_inactive: true },
      { path: '', login: 'dana', author_of: 3, of: 3, is_inactive: false },
      { path: 'src/in', login: 'dana', author_of: 2, of: 3, is_inactive: false },
    ];
    expect(await ask('expertise')).toMatchObject({ sole_folders: sole });
    expect(await ask('expertise?folder=src')).toMatchObject({ sole_folders: [sole[2]] });
    expect(await ask('expertise?folder=sr')).toMatchObject({ sole_folders: [] });
    expect(await ask('health')).toMatchObject({
      parts: [{}, {}, {}, { part: 'sole_folders', value: 3, unit: 'of 4 folders with one author who knows them' }, {}],
      sole_folders: { first: ['old', '', 'src/in'], of: 3 },
    });
  });

  it('are 503 that names the graph while that is away, and 500 for nothing else', async () => {
    away = new GraphUnavailableError('secret host');
    try {
      for (const of of [
        '/insights',
        '/expertise',
        '/files',
        '/graph',
        '/graph?view=files',
        '/graph?view=symbol&focus=a%23b',
      ]) {
        const response = await rig.ask('ada', `/repos/acme/shop${of}`);
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
        expect(await response.text()).toMatch(/^(?!.*secret).*The knowledge graph gives no answer/);
      }
    } finally {
      away = null;
    }
    expect(rig.errors).toEqual([]);
  });
});
