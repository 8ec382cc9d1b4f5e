import { expect, it } from 'vitest';
import { indexPaths } from '../../src/syntax/index-paths.js';
import { resolveImport } from '../../src/syntax/resolve-import.js';
import { longestHold } from '../turns/longest-hold.js';

it('finds the one path of an ending, however long, and none where there are several', async () => {
  const deep = Array.from({ length: 20 }, (_, depth) => `d${depth}`).join('/');
  const paths = await indexPaths([
    'a/x/index.ts',
    'b/x/index.ts',
    'b/y/index.ts',
    'x/index.ts',
    `${deep}/index.ts`,
    'one.ts',
  ]);
  expect(['one.ts', 'y/index.ts', 'a/x/index.ts', `${deep}/index.ts`].map((each) => paths.ending(each))).toEqual([
    'one.ts',
    'b/y/index.ts',
    'a/x/index.ts',
    `${deep}/index.ts`,
  ]);
  expect(
    ['index.ts', 'x/index.ts', 'z/index.ts', 'q/a/x/index.ts', 'ex.ts', ''].map((each) => paths.ending(each)),
  ).toEqual(Array.from({ length: 6 }, () => null));
});

it('gives the first files of a folder, in order and each once, whatever order they come in', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `p/f${String((index * 37) % 100).padStart(2, '0')}.go`);
  const paths = await indexPaths([...names, ...names, 'p/a.txt', 'q/a.go']);
  expect(paths.filesIn('p', '.go')).toEqual(names.toSorted().slice(0, 40));
  expect([paths.hasFolder('q', '.go'), paths.hasFolder('q', '.cs'), paths.filesIn('r', '.go')]).toEqual([
    true,
    false,
    [],
  ]);
});

it.each([
  ['in one folder', (index: number) => `pkg/folder/f${99_999 - index}`],
  ['in a folder each', (index: number) => `a/p${index}/core/index`],
])('does not hold the event loop for 50 ms by 100,000 files %s', { timeout: 120_000 }, async (_, nameOf) => {
  const files = ['.go', '.java', '.cs', '.ts'].flatMap((ending) =>
    Array.from({ length: 25_000 }, (_unused, index) => nameOf(index) + ending),
  );
  const held = await longestHold(async () => {
    const paths = await indexPaths(files);
    await new Promise((resolve) => setImmediate(resolve));
    resolveImport('go', 'example.com/x/pkg/folder', 'a.go', paths);
    resolveImport('java', 'pkg.folder.*', 'a.java', paths);
    resolveImport('c-sharp', 'Shop.core', 'a.cs', paths);
    resolveImport('typescript', '@/core/index', 'a.ts', paths);
    resolveImport('typescript', '@/p7/core/index', 'a.ts', paths);
  });
  expect(held).toBeLessThan(50);
});
