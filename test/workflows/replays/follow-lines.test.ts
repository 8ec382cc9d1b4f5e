import { expect, it } from 'vitest';
import type { StoredSnapshot } from '../../../src/snapshot/types.js';
import { followLines } from '../../../src/workflows/replays/follow-lines.js';

/** A repository in memory. */
function snapshot(sha: string, files: Record<string, string>): StoredSnapshot {
  const list = Object.entries(files).map(([path, text]) => ({ path, size: text.length }));
  return {
    sha,
    folder: '',
    omitted: [],
    list: () => list,
    sizeOf: (path) => files[path]?.length ?? null,
    readFile: async (path) => (files[path] === undefined ? null : Buffer.from(files[path])),
    search: async () => [],
    readAll: async function* () {
      yield list.map((one) => ({ ...one, bytes: Buffer.from(files[one.path] ?? '') }));
    },
  };
}

const BEFORE = ['const one = 1;', 'const two = 2;', '}', 'const four = 4;', ''].join('\n');
const head = { 'src/a.ts': BEFORE };
const fateOf = async (
  lines: number[],
  tip: Record<string, string>,
  merged: Record<string, string> = head,
): Promise<string | undefined> => {
  const path = { head: snapshot('h', head), merged: snapshot('m', merged), tip: snapshot('t', tip) };
  return (await followLines([{ path: 'src/a.ts', lines }], path))[0];
};

it.each([
  ['a line that stands', [2], { 'src/a.ts': BEFORE }, 'kept'],
  ['a line that others pushed down', [2], { 'src/a.ts': `// a\n// b\n${BEFORE}` }, 'kept'],
  ['a line that was indented', [2], { 'src/a.ts': BEFORE.replace('const two', '  const  two') }, 'kept'],
  ['a line that says something else', [2], { 'src/a.ts': BEFORE.replace('= 2', '= 22') }, 'changed'],
  ['a line that is gone', [2], { 'src/a.ts': BEFORE.replace('const two = 2;\n', '') }, 'changed'],
  ['a line beside the one that changed', [1], { 'src/a.ts': BEFORE.replace('= 2', '= 22') }, 'kept'],
  ['a block of which one line changed', [1, 2], { 'src/a.ts': BEFORE.replace('= 2', '= 22') }, 'changed'],
  ['a file that was renamed', [2], { 'src/b.ts': BEFORE }, 'kept'],
  ['a file that was deleted', [2], {}, 'changed'],
  [
    'a line that moved to another file',
    [2],
    { 'src/a.ts': BEFORE.replace('const two = 2;\n', ''), 'lib/c.ts': 'const two = 2;\n' },
    'kept',
  ],
])('%s', async (_, lines, tip, fate) => {
  expect(await fateOf(lines, tip as Record<string, string>)).toBe(fate);
});

it('knows nothing of lines that the merge changed', async () => {
  const merged = { 'src/a.ts': BEFORE.replace('= 2', '= 20') };
  expect(await fateOf([2], { 'src/a.ts': 'else' }, merged)).toBe('unknown');
  expect(await fateOf([1], { 'src/a.ts': 'else' }, merged)).toBe('changed');
});

it('follows lines that the merge moved', async () => {
  const merged = { 'src/a.ts': `// first\n${BEFORE}` };
  expect(await fateOf([2], merged, merged)).toBe('kept');
  expect(await fateOf([2], { 'src/a.ts': `// first\n${BEFORE.replace('= 2', '= 3')}` }, merged)).toBe('changed');
});

it('knows nothing where nothing came after the merge', async () => {
  const merged = snapshot('m', head);
  const blocks = [{ path: 'src/a.ts', lines: [1] }];
  expect(await followLines(blocks, { head: snapshot('h', head), merged, tip: merged })).toEqual(['unknown']);
});
