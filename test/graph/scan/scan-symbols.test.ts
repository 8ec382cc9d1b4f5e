import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanPush, type FileChanges } from '../../../src/graph/scan/scan-push.js';
import { scanSnapshot, type Scanned } from '../../../src/graph/scan/scan-snapshot.js';
import type { ScanProgress } from '../../../src/graph/scan/scan-progress.js';
import { createSymbolThread, type SymbolThread } from '../../../src/graph/symbols/thread/symbol-thread.js';
import type { SymbolEdge, SymbolKey } from '../../../src/graph/types.js';
import { readTarball } from '../../../src/snapshot/read-tarball.js';
import type { StoredSnapshot } from '../../../src/snapshot/types.js';
import { tarball } from '../../snapshot/tarball.js';
import { openPostgres } from '../postgres/open-postgres.js';

let folder: string;
let opened: Awaited<ReturnType<typeof openPostgres>>;
let symbols: SymbolThread;
let repositories = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-scan-symbols-'));
  opened = await openPostgres();
  symbols = createSymbolThread();
});
afterAll(async () => {
  await symbols.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

/** A repository of its own whose first commit has these files and is scanned. */
async function scanned(files: Files, thread = symbols) {
  const key = { installationId: opened.tenants.mine, repoId: ++repositories };
  const { graph } = opened;
  const phases: ScanProgress[] = [];
  await graph.upsertRepository({ ...key, fullName: 'acme/shop', defaultBranch: 'main' });
  const scan = async (snapshot: StoredSnapshot, number: number): Promise<Scanned> => {
    const version = { ...key, scan: number };
    const result = await scanSnapshot(graph, version, snapshot, {
      symbols: thread,
      signal: new AbortController().signal,
      progress: async (state) => void phases.push({ ...state }),
    });
    await graph.finishScan(version, { sha: snapshot.sha, at: new Date() });
    return result;
  };
  const first = await snapshotOf(files, 'a', key.repoId);
  const result = await scan(first, 1);
  return {
    key,
    first,
    result,
    phases,
    scan,
    /** Another commit, after a push. */
    push: async (now: Files, changes: Partial<FileChanges>): Promise<Scanned> => {
      const snapshot = await snapshotOf(now, 'b', key.repoId);
      const all = { base: first.sha, changed: [], removed: [], renamed: [], ...changes };
      return scanPush(graph, key, snapshot, all, thread);
    },
    edges: (type: SymbolEdge['type'] = 'CALLS') => edgesOf(key.repoId, type),
    callersOf: async (to: SymbolKey) =>
      (await graph.callers(key, { to: [to], type: 'CALLS', leastConfidence: 0, limit: 50 })).map(
        ({ from, line, tier }) => `${from.path}:${line} ${from.qualifiedName} ${tier}`,
      ),
  };
}

async function snapshotOf(files: Files, commit: string, repository: number): Promise<StoredSnapshot> {
  const parts = Object.entries(files).map(([path, text]) => [{ name: `acme-shop-aaaaaaa/${path}` }, text] as const);
  const stream = Readable.from([await tarball(...parts.map(([head, text]) => [head, text] as [typeof head, string]))]);
  return readTarball(stream, { sha: commit.repeat(40), cacheFolder: join(folder, String(repository)) });
}

/** What readers see, as text. */
async function edgesOf(repoId: number, type: SymbolEdge['type']): Promise<string[]> {
  const table = { CALLS: 'graph_calls', USES_TYPE: 'graph_uses_type', INHERITS: 'graph_inherits' }[type];
  const rows: { edge: string }[] = await opened.source.query(
    `SELECT from_path || '#' || from_name || ' → ' || to_path || '#' || to_name || ' ' || tier AS edge
       FROM ${table} e JOIN graph_repositories USING (installation_id, repo_id, scan) WHERE repo_id = $1`,
    [repoId],
  );
  return rows.map(({ edge }) => edge).toSorted();
}

const SHOP: Files = {
  'src/store.ts':
    'export class Store {\n  save(item: string): void {}\n}\nexport function open(): Store {\n  return new Store();\n}\n',
  'src/index.ts': "export * from './store.js';\n",
  'src/order.ts': "import { open } from './index.js';\nexport function order() {\n  open().save('a');\n}\n",
  'test/order.test.ts': "import { order } from '../src/order.js';\norder();\n",
  'notes.txt': 'x\n',
  'dist/index.ts': 'export function generated() {}\n',
};
const ENGINE = `export class Above {
  stop() {}
}
export class Engine {
  run() {}
}
export function make() {
  return new Engine();
}
`;
/** What depends on the engine does so by other names, what a function gives, a field, all names of a module. */
const GARAGE = {
  'src/engine.ts': ENGINE,
  'src/names.ts': "export { Engine as Motor } from './engine.js';\nexport { make as build } from './engine.js';\n",
  'src/all.ts': "export * from './names.js';\n",
  'src/car.ts':
    "import { make } from './engine.js';\nimport { Above } from './engine.js';\nexport class Car {\n  engine = make();\n  above = new Above();\n}\n",
  'src/shop.ts': "import { Car } from './car.js';\nexport function car() {\n  return new Car();\n}\n",
  'src/drive.ts':
    "import { car } from './shop.js';\nexport function drive() {\n  car().engine.run();\n  car().engine.stop();\n}\n",
  'src/race.ts':
    "import { Motor, build } from './all.js';\nexport function race() {\n  new Motor().run();\n  build().stop();\n}\n",
  'src/old.js': "const { make } = require('./engine');\nmodule.exports = make();\n",
  'src/older.js': "const old = require('./old');\nfunction go() {\n  old.run();\n  old.stop();\n}\n",
};
const OPEN = { path: 'src/store.ts', qualifiedName: 'open', kind: 'function' };
const SAVE = { path: 'src/store.ts', qualifiedName: 'Store.save', kind: 'method' };

describe('a whole scan', () => {
  it('writes symbols, calls by their tier, types, imports and tests, and counts them', async () => {
    const { key, result, phases, edges } = await scanned(SHOP);
    expect(await edges()).toEqual([
      'src/order.ts#order → src/store.ts#Store.save receiver',
      'src/order.ts#order → src/store.ts#open import',
      'src/store.ts#open → src/store.ts#Store same file',
      'test/order.test.ts#(top level) → src/order.ts#order import',
    ]);
    expect(await edges('USES_TYPE')).toEqual(['src/store.ts#open → src/store.ts#Store same file']);
    const { graph } = opened;
    const tests = await graph.tests(key, {
      symbols: [{ path: 'src/order.ts', qualifiedName: 'order', kind: 'function' }],
      limit: 9,
    });
    expect(tests.map(({ testPath }) => testPath)).toEqual(['test/order.test.ts']);
    expect((await graph.importers(key, { paths: ['src/index.ts'], limit: 9 })).map(({ from }) => from)).toEqual([
      'src/order.ts',
    ]);
    const counts = await graph.counts(key);
    expect(counts).toMatchObject({ files: 6, symbols: result.symbols, calls: 4 });
    expect(result).toMatchObject({
      files: 6,
      tiers: { receiver: 1, 'same file': 1, import: 2, ambiguous: 0 },
      withoutGrammar: { txt: 1 },
      leftOut: [],
    });
    expect([...new Set(phases.map(({ phase }) => phase))]).toEqual(['files', 'symbols', 'edges']);
    expect(phases.at(-1)).toMatchObject({ filesRead: 4, filesTotal: 4, symbols: result.symbols, edges: result.edges });
  });

  it('goes on where an earlier try stopped, also when a crash cut what it wrote last', async () => {
    const { first, scan, edges } = await scanned(SHOP);
    const before = await edges();
    truncateSync(join(first.folder, 'symbols'), 600);
    await scan(first, 2);
    expect(await edges()).toEqual(before);
    await scan(first, 3);
    expect(await edges()).toEqual(before);
  });

  it('loses a file on which the thread breaks, names it, and reads the others', async () => {
    const thread = createSymbolThread({ deadlineMs: 3000 });
    const { result, edges } = await scanned({ ...SHOP, 'src/hostile.py': '(a+)'.repeat(2200) }, thread);
    await thread.close();
    expect(result.leftOut.map(({ such }) => such)).toEqual([['src/hostile.py']]);
    expect(result.leftOut[0]?.reason).toMatch(/^its symbols were not read: /);
    expect(await edges()).toHaveLength(4);
  });

  it('waits for whoever computes first', async () => {
    let asked = 0;
    const thread = createSymbolThread({ spare: async () => void (asked += 1) });
    await scanned({ 'a.ts': 'export function a() {}\n' }, thread);
    await thread.close();
    expect(asked).toBeGreaterThan(1);
  });
});

describe('a push', () => {
  it('resolves again what depends on the changed file, through a re-export too', async () => {
    const { push, edges, callersOf } = await scanned(SHOP);
    const store = `export class Base {\n  save(item: string): void {}\n}\nexport class Store extends Base {}\nexport function open(): Store {\n  return new Store();\n}\n`;
    const { files, tiers } = await push({ ...SHOP, 'src/store.ts': store }, { changed: ['src/store.ts'] });
    expect(files).toBe(1);
    expect(tiers).toMatchObject({ inherited: 1 });
    expect(await edges()).toEqual([
      'src/order.ts#order → src/store.ts#Base.save inherited',
      'src/order.ts#order → src/store.ts#open import',
      'src/store.ts#open → src/store.ts#Store same file',
      'test/order.test.ts#(top level) → src/order.ts#order import',
    ]);
    expect(await edges('INHERITS')).toEqual(['src/store.ts#Store → src/store.ts#Base same file']);
    expect(await callersOf(SAVE)).toEqual([]);
  });

  it('leaves what depends on a file alone while others see the same of it', async () => {
    const { key, push, edges } = await scanned(SHOP);
    const before = await edges();
    const rowOf = () =>
      opened.source.query(
        `SELECT xmin::text FROM graph_calls WHERE repo_id = $1 AND from_path = 'src/order.ts' AND to_name = 'open'`,
        [key.repoId],
      );
    const untouched = await rowOf();
    const body = (SHOP['src/store.ts'] ?? '').replace('{}', '{ console.log(item); }');
    await push({ ...SHOP, 'src/store.ts': `// A shop.\n${body}` }, { changed: ['src/store.ts'] });
    expect(await edges()).toEqual(before);
    expect(untouched).toHaveLength(1);
    expect(await rowOf()).toEqual(untouched);
  });

  it('leaves what depends on a file alone while it looks for nothing that is new in it', async () => {
    const { key, push, edges } = await scanned(SHOP);
    const rows = () =>
      opened.source.query(
        `SELECT xmin::text, to_name FROM graph_calls WHERE repo_id = $1 AND from_path <> 'src/store.ts' ORDER BY to_name`,
        [key.repoId],
      );
    const before = await rows();
    const more = `export function first() {}\n${SHOP['src/store.ts']}export function last() {\n  first();\n}\n`;
    await push({ ...SHOP, 'src/store.ts': more }, { changed: ['src/store.ts'] });
    expect(await edges()).toContain('src/store.ts#last → src/store.ts#first same file');
    expect(before).toHaveLength(3);
    expect(await rows()).toEqual(before);
  });

  it.each<[string, Files]>([
    ['a method that others called already', { 'src/engine.ts': ENGINE.replace('run()', 'stop() {}\n  run()') }],
    ['a method under another name', { 'src/engine.ts': ENGINE.replace('run()', 'start()') }],
    ['a constructor', { 'src/engine.ts': ENGINE.replace('run()', 'constructor() {}\n  run()') }],
    ['a class above', { 'src/engine.ts': ENGINE.replace('Engine {', 'Engine extends Above {') }],
    ['what a function gives', { 'src/engine.ts': ENGINE.replace('new Engine()', 'new Above()') }],
    ['the type of a field', { 'src/car.ts': GARAGE['src/car.ts'].replace('engine = make()', 'engine = new Above()') }],
    ['what stands behind another name', { 'src/names.ts': GARAGE['src/names.ts'].replace('Engine as', 'Above as') }],
    ['an import', { 'src/names.ts': GARAGE['src/names.ts'].replace("from './engine.js'", "from './away.js'") }],
    ['all names', { 'src/all.ts': '' }],
    ['what a module is', { 'src/old.js': "const { Above } = require('./engine');\nmodule.exports = new Above();\n" }],
    ['the name of a function', { 'src/engine.ts': ENGINE.replace('make()', 'create()') }],
  ])('ends where a whole scan does when it changes %s', async (_, changed) => {
    const { key, push, edges } = await scanned(GARAGE);
    const before = await edges();
    await push({ ...GARAGE, ...changed }, { changed: Object.keys(changed) });
    const after = await edges();
    expect(after).not.toEqual(before);
    const whole = await scanned({ ...GARAGE, ...changed });
    expect(after).toEqual(await whole.edges());
    for (const type of ['USES_TYPE', 'INHERITS'] as const) expect(await edges(type)).toEqual(await whole.edges(type));
    const { symbols } = await opened.graph.counts(key);
    expect(symbols).toBe((await opened.graph.counts(whole.key)).symbols);
  });

  it('finds nothing in files that a whole scan does not look into', async () => {
    const calls = { 'src/use.ts': "import { generated } from '../dist/index.js';\ngenerated();\n" };
    const { push, edges } = await scanned({ ...SHOP, ...calls });
    const before = await edges();
    await push({ ...SHOP, 'src/use.ts': `${calls['src/use.ts']}generated();\n` }, { changed: ['src/use.ts'] });
    expect(await edges()).toEqual(before);
  });

  it('names what it does not read again where too much depends on a change', async () => {
    const callers = Object.fromEntries(
      Array.from({ length: 305 }, (_, n) => [`src/caller-${n}.ts`, "import { open } from './store.js';\nopen();\n"]),
    );
    const { push } = await scanned({ ...SHOP, ...callers });
    const store = (SHOP['src/store.ts'] ?? '').replace('open', 'start');
    const { leftOut } = await push({ ...SHOP, ...callers, 'src/store.ts': store }, { changed: ['src/store.ts'] });
    expect(leftOut).toEqual([
      {
        reason: 'more files depend on the change than a push reads again',
        files: 6,
        such: [expect.stringMatching(/^src\/caller-\d+\.ts$/)],
      },
    ]);
  });

  it.each<[string, Files, Partial<FileChanges>, string[]]>([
    ['a removed file', without(SHOP, 'src/order.ts'), { removed: ['src/order.ts'] }, []],
    [
      'a renamed one',
      { ...without(SHOP, 'src/order.ts'), 'src/orders.ts': SHOP['src/order.ts'] ?? '' },
      { changed: ['src/orders.ts'], renamed: [{ from: 'src/order.ts', to: 'src/orders.ts' }] },
      ['src/orders.ts:3 order import'],
    ],
    [
      'a new caller',
      { ...SHOP, 'src/more.ts': "import { open } from './store.js';\nopen();\n" },
      { changed: ['src/more.ts'] },
      ['src/more.ts:2 (top level) import', 'src/order.ts:3 order import'],
    ],
    [
      'a function that has another name',
      { ...SHOP, 'src/store.ts': (SHOP['src/store.ts'] ?? '').replace('open', 'start') },
      { changed: ['src/store.ts'] },
      [],
    ],
  ])('leaves no edge that is not so: %s', async (_, now, changes, callers) => {
    const { push, callersOf } = await scanned(SHOP);
    await push(now, changes);
    expect(await callersOf(OPEN)).toEqual(callers);
  });

  it('reads again what it needs when the facts of the commit before are gone', async () => {
    const { first, push, edges } = await scanned(SHOP);
    const before = await edges();
    rmSync(join(first.folder, 'symbols'));
    await push({ ...SHOP, 'src/order.ts': `${SHOP['src/order.ts']}\n` }, { changed: ['src/order.ts'] });
    expect(await edges()).toEqual(before);
  });
});

function without(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}
