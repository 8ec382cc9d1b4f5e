import { expect, it } from 'vitest';
import { attributesOf } from '../../../src/graph/scan/attributes-of.js';
import { createLeftOut } from '../../../src/graph/scan/left-out.js';

const snapshotOf = (files: Readonly<Record<string, string>>) => ({
  list: () => Object.keys(files).map((path) => ({ path, size: 1 })),
  readFile: async (path: string) => Buffer.from(files[path] ?? ''),
});
/** As many rules as are read, of stars that match nearly everything. */
const HOSTILE = Object.fromEntries(
  Array.from({ length: 50 }, (_, at) => [
    `${'d/'.repeat(at)}.gitattributes`,
    '*a*a*a*a*a*a*a*a*b linguist-generated\n'.repeat(800),
  ]),
);
const path = (at: number) => `${'a'.repeat(200)}${at}/x.ts`;

it('believes the rule of the nearest folder', async () => {
  const files = {
    '.gitattributes': 'gen/** linguist-generated\n',
    'gen/.gitattributes': 'own.ts -linguist-generated\n',
  };
  const leftOut = createLeftOut();
  const attributed = await attributesOf(snapshotOf(files), leftOut);
  expect(['gen/a.ts', 'gen/own.ts', 'a.ts'].map(attributed)).toEqual([true, false, false]);
  expect(leftOut.list()).toEqual([]);
});

it('asks no more rules that take too long, and says so', async () => {
  const leftOut = createLeftOut();
  const attributed = await attributesOf(snapshotOf(HOSTILE), leftOut, 30);
  const from = performance.now();
  for (let at = 0; at < 2000; at += 1) attributed(path(at));
  expect(performance.now() - from).toBeLessThan(2000);
  expect(leftOut.list()).toMatchObject([{ reason: expect.stringContaining('.gitattributes take too long') }]);
  expect(leftOut.list()[0]?.files).toBeGreaterThan(1000);
});
