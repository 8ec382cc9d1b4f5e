import { expect, it } from 'vitest';
import { hasFileIn } from '../../../src/workflows/learning/has-file.js';

const FILES = ['src/pay/card.ts', 'src/index.ts', 'README.md'];
const source = {
  query: async (_: string, [id]: unknown[] = []) => (id === 1 || id === 2 ? [{ installationId: 1, repoId: id }] : []),
};
/** Repository 1 was scanned, 2 was not. */
const graph = {
  repository: async ({ repoId }: { repoId: number }) => (repoId === 1 ? { scan: 7 } : null),
  files: async (_: unknown, paths: readonly string[]) =>
    FILES.filter((path) => paths.includes(path)).map((path) => ({ path, deletedAt: null })),
  folder: async (_: unknown, path: string) => {
    const files = FILES.filter((file) => path === '' || file.startsWith(`${path}/`)).length;
    return { files, lines: 0 };
  },
};
const hasFile = hasFileIn(source as never, graph as never);

it.each([
  ['src/pay/**', true],
  ['src/gone/**', false],
  ['src/gone/*.ts', false],
  ['README.md', true],
  ['GONE.md', false],
  ['src/pay', true],
  // Whether one of its files matches is not looked at.
  ['src/pay/*.py', null],
  ['**/*.ts', null],
])('%s: %s', async (glob, expected) => {
  expect(await hasFile(1, glob)).toBe(expected);
});

it('says nothing of a repository that was never scanned, or is gone', async () => {
  expect([await hasFile(2, 'src/gone/**'), await hasFile(3, 'src/gone/**')]).toEqual([null, null]);
});
