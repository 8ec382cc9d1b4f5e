import { expect, it } from 'vitest';
import { dependentsOf } from '../../../src/graph/scan/dependents-of.js';
import { edge, key, symbol } from '../contract/records.js';

const KEY = { installationId: 1, repoId: 2 };
const imports = (from: string, to: string) => ({ from, to, tier: 'import', confidence: 0.9 }) as const;
const caller = (from: string, to: string) => {
  const { tier, confidence, line } = edge(from, to);
  return { from: key(from), of: key(to), tier, confidence, line };
};

type Graph = Parameters<typeof dependentsOf>[0];
const graph = (over: Partial<Graph>): Graph => ({
  importers: async () => [],
  callers: async () => [],
  symbols: async () => [symbol('a.ts#load')],
  ...over,
});

it('gives who calls, who imports, and who imports that, without what changes itself', async () => {
  const importers: Graph['importers'] = async (_, { paths }) =>
    paths.includes('a.ts') ? [imports('index.ts', 'a.ts')] : [imports('far.ts', 'index.ts'), imports('a.ts', 'x.ts')];
  const callers: Graph['callers'] = async (_, { type }) =>
    type === 'CALLS' ? [caller('near.ts#f', 'a.ts#load'), caller('own.ts#f', 'a.ts#load')] : [];
  const found = await dependentsOf(graph({ importers, callers }), KEY, ['a.ts'], new Set(['own.ts']));
  expect(found).toEqual({ paths: ['near.ts', 'index.ts', 'far.ts'], isCut: false });
});

it.each<[string, Partial<Graph>]>([
  ['files', { importers: async () => Array.from({ length: 2001 }, (_, at) => imports(`${at}.ts`, 'a.ts')) }],
  ['importers', { importers: async (_, { limit }) => Array.from({ length: limit }, () => imports('b.ts', 'a.ts')) }],
  [
    'calls',
    { callers: async (_, { limit }) => Array.from({ length: limit }, (__, at) => caller(`b.ts#f${at}`, 'a.ts#load')) },
  ],
  ['symbols', { symbols: async (_, { limit }) => Array.from({ length: limit }, (__, at) => symbol(`a.ts#f${at}`)) }],
])('says that there may be more where the list of %s is full', async (_, over) => {
  const { paths, isCut } = await dependentsOf(graph(over), KEY, ['a.ts'], new Set());
  expect(isCut).toBe(true);
  expect(paths.length).toBeLessThanOrEqual(2000);
});
