import { expect, it } from 'vitest';
import { createLeftOut } from '../../../src/graph/scan/left-out.js';
import { openResolver } from '../../../src/graph/scan/open-resolver.js';
import type { SymbolRequest } from '../../../src/graph/symbols/thread/requests.js';
import type { SymbolAsker } from '../../../src/graph/symbols/thread/symbol-thread.js';
import type { StoredSnapshot } from '../../../src/snapshot/types.js';

/** The manifests that the thread is told of, and how many are told to be left out; each file of `size` bytes. */
async function told(paths: readonly string[], size: number) {
  const snapshot = {
    list: () => paths.map((path) => ({ path, size })),
    sizeOf: () => size,
    readFile: async () => Buffer.from('{}'.padEnd(size)),
  } as unknown as StoredSnapshot;
  const opened: (readonly [string, string])[] = [];
  const ask = async (_: number, request: SymbolRequest) => {
    if (request.kind !== 'open') return { kind: 'unknown' };
    opened.push(...request.manifests);
    return { kind: 'opened' };
  };
  const leftOut = createLeftOut();
  const symbols = { ask } as unknown as SymbolAsker;
  const resolver = await openResolver(symbols, { name: '1/2/3', turn: 1, snapshot, facts: 'symbols', leftOut });
  await resolver.recall(['a.ts']);
  const left = leftOut.list().filter(({ reason }) => reason.startsWith('it says where imports lead'));
  return { manifests: opened.length, left: left[0]?.files ?? 0 };
}

const folders = (count: number) => Array.from({ length: count }, (_, at) => `p${at}/package.json`);

it.each<[string, readonly string[], number, { manifests: number; left: number }]>([
  ['manifests only', ['package.json', 'src/a.ts', 'go.mod'], 10, { manifests: 2, left: 0 }],
  ['none that is too large', folders(2), 256 * 1024 + 1, { manifests: 0, left: 2 }],
  ['no more than 5,000', folders(5010), 1, { manifests: 5000, left: 10 }],
  // 32 MiB in all: a repository of them took hundreds.
  ['as much as there is room for', folders(130), 256 * 1024, { manifests: 128, left: 2 }],
])('reads %s, and tells the others', async (_, paths, size, expected) => {
  expect(await told(paths, size)).toEqual(expected);
});

it('tells of one that is no JSON', async () => {
  const texts: Readonly<Record<string, string>> = { 'package.json': '{ "name": ', 'tsconfig.json': '{ /* why */ }' };
  const snapshot = {
    list: () => Object.keys(texts).map((path) => ({ path, size: 20 })),
    sizeOf: () => 20,
    readFile: async (path: string) => Buffer.from(texts[path] ?? ''),
  } as unknown as StoredSnapshot;
  const leftOut = createLeftOut();
  await openResolver({} as SymbolAsker, { name: '1/2/3', turn: 1, snapshot, facts: 'symbols', leftOut });
  expect(leftOut.list()).toEqual([
    { reason: 'it says where imports lead, and is no JSON', files: 1, such: ['package.json'] },
  ]);
});
