import { afterAll, beforeAll, expect, it } from 'vitest';
import { listFiles, type ListedFiles } from '../../../src/github/read/list-files.js';
import { openChange, type RealChange, type Tree } from '../real-change.js';

const tree: Tree = {
  'README.md': 'a\n',
  'src/a.ts': 'ab\n',
  'src/deep/er/b.ts': 'abc\n',
  'src/deep/er/c.ts': '',
  'docs/x.md': 'x\n',
  latest: { mode: '120000', text: 'README.md' },
  vendor: { mode: '160000', text: '1'.repeat(40) },
};
const all = [
  { path: 'README.md', size: 2 },
  { path: 'docs/x.md', size: 2 },
  { path: 'src/a.ts', size: 3 },
  { path: 'src/deep/er/b.ts', size: 4 },
  { path: 'src/deep/er/c.ts', size: 0 },
];
let change: RealChange;
let head = '';

beforeAll(async () => {
  change = await openChange({ base: { 'a.ts': 'a\n' }, head: tree });
  head = change.issue.pull?.head.sha ?? change.git('rev-parse', 'topic');
});
afterAll(() => change.close());

async function list(entries: number, bounds: { mostFiles?: number; mostCalls?: number } = {}) {
  change.sandbox.state.mostTreeEntries = entries;
  const asked = () => [...change.sandbox.state.requests].find(([route]) => route.includes('/git/trees/'))?.[1] ?? 0;
  const before = asked();
  const listed = await listFiles(change.octokit, change.target, head, { mostFiles: 100, mostCalls: 100, ...bounds });
  return { ...listed, calls: asked() - before };
}

const sorted = ({ files }: ListedFiles) => files.toSorted((a, b) => (a.path < b.path ? -1 : 1));

it('asks once where all is listed', async () => {
  const listed = await list(100_000);
  expect(sorted(listed)).toEqual(all);
  expect(listed).toMatchObject({ isCut: false, calls: 1 });
});

it('goes folder by folder where the list is cut, and finds the same', async () => {
  const listed = await list(5);
  expect(sorted(listed)).toEqual(all);
  expect(listed).toMatchObject({ isCut: false, calls: 4 });
});

it('says that there is more than it was to list', async () => {
  const few = await list(100_000, { mostFiles: 3 });
  expect(few).toMatchObject({ isCut: true });
  expect(few.files).toHaveLength(3);
  const called = await list(5, { mostCalls: 3 });
  expect(called).toMatchObject({ isCut: true, calls: 2 });
  // One folder has more than GitHub lists of it.
  expect(await list(4)).toMatchObject({ isCut: true });
});
