import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderShownFile } from '../../src/commands/graph/render-shown-file.js';
import { showPlace } from '../../src/graph/ask/show-place.js';
import type { RepositoryKey } from '../../src/graph/types.js';
import type { OpenedGraph } from '../graph/contract/opened-graph.js';
import { batch, daysAgo, edge, file, NOW, person, pull, symbol } from '../graph/contract/records.js';
import { openPostgres } from '../graph/postgres/open-postgres.js';

let opened: OpenedGraph;
let repository: RepositoryKey;

beforeAll(async () => {
  opened = await openPostgres();
  repository = { installationId: opened.tenants.mine, repoId: 7 };
  const { graph } = opened;
  await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
  const version = { ...repository, scan: 1 };
  await graph.writeScan(
    version,
    batch({
      files: [
        file('c#/d.ts'),
        file('src/a.ts'),
        file('src/b.ts'),
        file('src/lonely.ts'),
        file('test/a.test.ts', { isTest: true }),
      ],
      symbols: [symbol('src/a.ts#load'), symbol('src/b.ts#run')],
      edges: [edge('src/b.ts#run', 'src/a.ts#load', { line: 4 })],
    }),
  );
  await graph.finishScan(version, { sha: 'a'.repeat(40), at: NOW });
  const months = [1, 2, 3, 4, 5, 6];
  await graph.indexPulls(
    repository,
    months.map((month) =>
      pull(month, ['src/a.ts', 'src/b.ts'], {
        title: month === 6 ? 'A title \u001b[31m in red' : `change ${month}`,
        author: person('dana', 501),
        mergedAt: daysAgo(200 - 30 * month),
      }),
    ),
  );
  await graph.finishHistory(repository, NOW);
});
afterAll(() => opened.close());

const place = async (asked: string, of: RepositoryKey = repository) => {
  const found = await showPlace(opened.graph, of, { place: asked, now: NOW });
  if (found === null) throw new Error('the graph gave no answer');
  return found;
};
const shown = async (asked: string, of?: RepositoryKey) => {
  const found = await place(asked, of);
  if ('folder' in found) throw new Error(`${asked} is a folder`);
  return found;
};

it('tells who knows a file, what changes with it, what changed it and who calls it', async () => {
  const text = renderShownFile(await shown('src/a.ts'), false);
  expect(text.split('\n').slice(0, 4)).toEqual([
    'src/a.ts: typescript, 12 lines',
    '',
    'Experts',
    `  dana: authorship 1.00 of 1, last change ${daysAgo(20).toISOString().slice(0, 10)}`,
  ]);
  expect(text).toContain('Changes with\n  src/b.ts: in 6 of 6 changes of src/a.ts\n');
  expect(text).toContain('  src/b.ts:4 run [import, 0.90]\n');
  expect(text).toContain('  #5 ');
  // Nothing that a terminal would follow.
  expect(text).not.toContain('\u001b');
});

it('is Markdown whose texts are code', async () => {
  const text = renderShownFile(await shown('src/a.ts#load'), true);
  expect(text).toMatch(/^## `src\/a\.ts load`\n\ntypescript, 12 lines\n\n### Experts\n\n```/);
  expect(text).toContain('### Called by');
});

it.each([
  ['src/lonely.ts', 'src/lonely.ts: typescript, 12 lines\n\nNothing is known of its past, and of who calls it.\n'],
  ['nowhere.ts', 'nowhere.ts: not a file of the last scan\n\nNothing is known of its past, and of who calls it.\n'],
])('makes nothing up of %s', async (path, text) => {
  expect(renderShownFile(await shown(path), false)).toBe(text);
});

it.each([
  ['src/a.ts#load', 'src/a.ts', 'load'],
  ['src/a.ts#Store.#save', 'src/a.ts', 'Store.#save'],
  ['c#/d.ts', 'c#/d.ts', null],
  ['c#/d.ts#run', 'c#/d.ts', 'run'],
  ['nowhere.ts#run#x', 'nowhere.ts', 'run#x'],
])('takes %s as a path and a symbol', async (place, path, symbolName) => {
  expect(await shown(place)).toMatchObject({ path, symbol: symbolName });
});

it('says that nothing is known of calls as long as no scan has read symbols', async () => {
  const bare = { ...repository, repoId: 8 };
  await opened.graph.upsertRepository({ ...bare, fullName: 'acme/docs', defaultBranch: 'main' });
  await opened.graph.writeScan({ ...bare, scan: 1 }, batch({ files: [file('src/a.ts')] }));
  await opened.graph.finishScan({ ...bare, scan: 1 }, { sha: 'a'.repeat(40), at: NOW });
  await opened.graph.indexPulls(bare, [pull(1, ['src/a.ts'])]);
  const found = await shown('src/a.ts', bare);
  expect(Object.keys(found.answers)).toEqual(['history_of_file', 'co_changed_with', 'experts_of']);
  const text = renderShownFile(found, false);
  expect(text).toContain('Experts\n  dana: ');
  expect(text).toMatch(/\n\nWho calls what is not known: no scan has read the symbols of this repository\.\n$/);
});
