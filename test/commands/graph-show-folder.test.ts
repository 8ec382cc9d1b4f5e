import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderShownFolder } from '../../src/commands/graph/render-shown-folder.js';
import { showPlace } from '../../src/graph/ask/show-place.js';
import type { KnowledgeGraph } from '../../src/graph/knowledge-graph.js';
import { GraphUnavailableError } from '../../src/graph/graph-unavailable-error.js';
import type { RepositoryKey } from '../../src/graph/types.js';
import type { OpenedGraph } from '../graph/contract/opened-graph.js';
import { batch, daysAgo, file, issue, NOW, person, pull } from '../graph/contract/records.js';
import { openPostgres } from '../graph/postgres/open-postgres.js';

let opened: OpenedGraph;
let repository: RepositoryKey;
let fresh: RepositoryKey;

const [dana, kim] = [person('dana', 501), person('kim', 502)];

beforeAll(async () => {
  opened = await openPostgres();
  const { graph } = opened;
  repository = { installationId: opened.tenants.mine, repoId: 7 };
  fresh = { ...repository, repoId: 8 };
  const lengths: [string, number][] = [
    ['src/billing/total.ts', 300],
    ['src/billing/tax.ts', 20],
    ['src/billing/history/log.ts', 40],
    ['src/billing-old.ts', 10],
    ['src/cart.ts', 50],
    ['docs/billing.md', 5],
  ];
  for (const of of [repository, fresh]) {
    await graph.upsertRepository({ ...of, fullName: 'acme/shop', defaultBranch: 'main' });
    const files = lengths.map(([path, lines]) => file(path, { lines }));
    await graph.writeScan({ ...of, scan: 1 }, batch({ files }));
    await graph.finishScan({ ...of, scan: 1 }, { sha: 'a'.repeat(40), at: NOW });
  }
  const bugs = [issue(90, { title: 'Total is wrong', isBug: true }), issue(91, { isBug: true })];
  await graph.indexPulls(repository, [
    // Long ago: knows, and no hotspot of this year.
    pull(1, ['src/billing/history/log.ts'], { author: kim, mergedAt: daysAgo(500) }),
    ...[2, 3, 4, 5].map((number) =>
      pull(number, ['src/billing/total.ts', 'src/cart.ts'], { author: dana, mergedAt: daysAgo(60 - number) }),
    ),
    pull(6, ['src/billing/tax.ts', 'src/cart.ts'], { author: dana, mergedAt: daysAgo(40) }),
    pull(7, ['src/billing/total.ts', 'src/billing/gone.ts'], {
      author: dana,
      title: 'Round once',
      closes: bugs,
      mergedAt: daysAgo(30),
    }),
    pull(8, ['docs/billing.md'], { author: dana, mergedAt: daysAgo(3) }),
    pull(9, ['src/billing/total.ts'], { author: kim, state: 'open', mergedAt: null, createdAt: daysAgo(1) }),
  ]);
  await graph.finishHistory(repository, NOW);
});
afterAll(() => opened.close());

const shown = async (place: string, of = repository, graph: KnowledgeGraph = opened.graph) => {
  const found = await showPlace(graph, of, { place, now: NOW });
  if (found === null || !('folder' in found)) throw new Error(`${place} is no folder`);
  return found;
};

it('tells who authors a folder, its bus factor, hotspots, fixes and what changes with it', async () => {
  const found = await shown('src/billing');
  expect(found).toMatchObject({
    folder: 'src/billing',
    files: 3,
    lines: 360,
    source: { historyImported: true, pulls: 8, changing: 7, from: daysAgo(500), to: daysAgo(30), paths: 3 },
    people: {
      first: [
        { login: 'dana', authorOf: 2, isInactive: false },
        { login: 'kim', authorOf: 1, isInactive: false },
      ],
      of: 2,
    },
    busFactor: { people: 1, of: 3 },
    hotspots: {
      first: [
        { path: 'src/billing/total.ts', changes: 5, lines: 300, rank: 1 },
        { path: 'src/billing/tax.ts', changes: 1, lines: 20, rank: 2 },
      ],
      of: 2,
    },
    outside: { first: [{ path: 'src/cart.ts', shared: 5, revisions: 6, lastNumber: 6 }], of: 1 },
  });
  expect(found.people.first[0]?.share).toBeCloseTo(2 / 3);
  // One pull request that closed two bugs fixed once.
  expect(found.bugProne).toMatchObject({ of: 1, first: [{ path: 'src/billing/total.ts', fixes: [{ number: 7 }] }] });
  expect(found.bugProne.first[0]?.score).toBeLessThan(0.5);
});

it.each([['.'], ['./'], ['/'], ['']])('takes %j for the whole repository', async (root) => {
  const found = await shown(root);
  expect(found).toMatchObject({ folder: '', files: 6, lines: 425, source: { changing: 8 }, outside: { of: 0 } });
  expect(found.hotspots.first.map(({ path }) => path).slice(0, 2)).toEqual(['src/billing/total.ts', 'src/cart.ts']);
  expect(renderShownFolder(found, false)).toMatch(/^the whole repository: 6 files, 425 lines\n/);
  expect(renderShownFolder(found, false)).not.toContain('outside');
});

it.each([['src/billing/'], ['./src/billing'], ['/src/billing//']])('takes %j for the folder', async (place) => {
  expect((await shown(place)).folder).toBe('src/billing');
});

it('says each with what it is counted from, and what nothing is known of', async () => {
  const text = renderShownFolder(await shown('src/billing'), false);
  const day = (days: number) => daysAgo(days).toISOString().slice(0, 10);
  expect(text.split('\n')).toEqual([
    'src/billing/: 3 files, 360 lines',
    '',
    `7 of the newest 8 merged pull requests changed something here, ${day(500)} to ${day(30)}. ` +
      'People and fixes are those of the 3 files that changed most.',
    '',
    'People (degree of authorship, 0 to 1, the mean over 3 files)',
    `  dana: 0.67, author of 2 files, last change ${day(30)}`,
    `  kim: 0.33, author of 1 file, last change ${day(500)}`,
    '',
    'Bus factor (who would have to leave until more than half of the files have no author)',
    '  1, of 3 files with an author',
    '',
    'Hotspots (changes in 12 months × lines)',
    '  src/billing/total.ts: 5 × 300',
    '  src/billing/tax.ts: 1 × 20',
    '',
    'Bug-prone files (merged pull requests of 12 months that closed a bug, the newest count most)',
    expect.stringMatching(/^ {2}src\/billing\/total\.ts: 0\.\d\d, #7 Total is wrong$/),
    '',
    'What changes with it, outside (merged pull requests of 12 months with at most 30 files)',
    '  src/cart.ts: in 5 of 6 changes, last #6',
    '',
  ]);
  const log = renderShownFolder(await shown('src/billing/history'), false);
  expect(log).toContain('\n\nNothing is known of: hotspots, bug-prone files, what changes with it, outside.\n');
});

it('is Markdown whose texts are code', async () => {
  const text = renderShownFolder(await shown('src/billing'), true);
  expect(text).toMatch(/^## `src\/billing\/`\n\n3 files, 360 lines\n\n7 of the newest/);
  expect(text).toMatch(/### Hotspots \([^\n]*\)\n\n```\nsrc\/billing\/total\.ts: 5 × 300\n/);
});

it('says that nothing is known of the past of a folder', async () => {
  const text = renderShownFolder(await shown('src/billing', fresh), false);
  expect(text).toBe(
    'src/billing/: 3 files, 360 lines\n\nNo merged pull request is known that changed something here. ' +
      'The history of this repository is not imported yet.\n',
  );
});

it('is the root of a repository that is not scanned, too', async () => {
  const bare = { ...repository, repoId: 10 };
  await opened.graph.upsertRepository({ ...bare, fullName: 'acme/bare', defaultBranch: 'main' });
  expect(renderShownFolder(await shown('.', bare), false)).toMatch(
    /^the whole repository: no file of a scan that has ended\n\nNo merged pull request is known /,
  );
});

it('bounds each list, and says so', async () => {
  const wide = { ...repository, repoId: 9 };
  const paths = Array.from({ length: 12 }, (_, at) => `lib/${at}.ts`);
  await opened.graph.upsertRepository({ ...wide, fullName: 'acme/wide', defaultBranch: 'main' });
  await opened.graph.writeScan({ ...wide, scan: 1 }, batch({ files: paths.map((path) => file(path)) }));
  await opened.graph.finishScan({ ...wide, scan: 1 }, { sha: 'a'.repeat(40), at: NOW });
  await opened.graph.indexPulls(wide, [pull(1, paths)]);
  const found = await shown('lib', wide);
  expect(found.hotspots).toMatchObject({ of: 12, first: { length: 10 } });
  expect(renderShownFolder(found, false)).toContain('  (only the first 10 of 12 are told)\n');
});

it('takes a file for a file, and what is neither for one that is not there', async () => {
  for (const place of ['src/cart.ts', 'src/bill', 'nowhere']) {
    expect(await showPlace(opened.graph, repository, { place, now: NOW })).toHaveProperty('path', place);
  }
});

it('is no answer where the store gives none', async () => {
  const away: KnowledgeGraph = {
    ...opened.graph,
    changeSets: () => Promise.reject(new GraphUnavailableError('away')),
  };
  expect(await showPlace(away, repository, { place: '.', now: NOW })).toBeNull();
});
