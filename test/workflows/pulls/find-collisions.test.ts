import { expect, it } from 'vitest';
import type { SymbolEdge } from '../../../src/graph/types.js';
import { findCollisions } from '../../../src/workflows/pulls/find-collisions.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { edge, symbol } from '../../graph/contract/records.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';

const REPOSITORY = { installationId: 1, repoId: 7 };
const PAY = 'export function charge(cents) {}\n';
const CHANGED = diffAtOnce(PAY, 'export function charge(cents, key) {}\n');
const BODY = { before: 'a() {\n  1;\n}\n', after: 'a() {\n  2;\n}\n' };

/** The thread says of each pair of texts that `charge` takes one more. */
const of = {
  turn: 1,
  symbols: {
    ask: async () => ({
      kind: 'compared' as const,
      changes: [
        {
          qualifiedName: 'charge',
          kind: 'function',
          before: 'charge',
          signatures: { before: '', after: '' },
          changes: ['takes one more'],
          breaks: true,
        },
      ],
    }),
  },
} as unknown as Parameters<typeof findCollisions>[3]['of'];

/** Open pull requests 8, 9, … each with these files of theirs. */
async function find({
  open = 1,
  theirs = new Map([['src/pay.ts', CHANGED]]),
  calls = [edge('src/a.ts#run', 'src/pay.ts#charge', { line: 2 })],
  shared = [...theirs.keys()],
}: {
  open?: number;
  theirs?: Awaited<ReturnType<Parameters<typeof findCollisions>[3]['hunksOf']>>;
  calls?: SymbolEdge[];
  /** Files that the graph says are theirs, too. */
  shared?: string[];
}) {
  const file = sampleFile('src/a.ts', { hunks: diffAtOnce(BODY.before, BODY.after) });
  const asked: number[] = [];
  const graph = {
    relatedPulls: async (_: unknown, { limit }: { limit: number }) =>
      Array.from({ length: Math.min(open, limit) }, (__, at) => ({
        number: 8 + at,
        title: `Change ${8 + at}`,
        paths: shared,
      })),
    symbols: async () => [symbol('src/a.ts#a', { startLine: 1, endLine: 3 })],
  } as unknown as Parameters<typeof findCollisions>[0];
  const found = await findCollisions(graph, REPOSITORY, sampleChange({ files: [file] }), {
    of,
    calls,
    headText: async () => PAY,
    hunksOf: async (number) => {
      asked.push(number);
      return theirs;
    },
  });
  return { ...found, asked };
}

it('tells a contract that another one changes, at the call', async () => {
  const { collisions, isCut } = await find({});
  expect(collisions).toEqual([
    {
      number: 8,
      title: 'Change 8',
      kind: 'contract',
      path: 'src/pay.ts',
      name: 'charge',
      changes: ['takes one more'],
      at: { path: 'src/a.ts', line: 2 },
    },
  ]);
  expect(isCut).toBe(false);
});

it('tells the call that stands in the diff, of several', async () => {
  const calls = [200, 2, 300].map((line) => edge(`src/a.ts#f${line}`, 'src/pay.ts#charge', { line }));
  expect((await find({ calls })).collisions).toMatchObject([{ at: { path: 'src/a.ts', line: 2 } }]);
});

it('tells a symbol that both change, after the contracts', async () => {
  const theirs = new Map([
    ['src/a.ts', diffAtOnce(BODY.before, 'a() {\n  3;\n}\n')],
    ['src/pay.ts', CHANGED],
  ]);
  expect((await find({ theirs })).collisions).toMatchObject([
    { kind: 'contract', name: 'charge' },
    { kind: 'same symbol', path: 'src/a.ts', name: 'a', at: { path: 'src/a.ts', line: 1 } },
  ]);
});

it.each<[string, SymbolEdge]>([
  ['of which nobody is sure', edge('src/a.ts#run', 'src/pay.ts#charge', { confidence: 0.7, tier: 'inherited' })],
  ['of something else', edge('src/a.ts#run', 'src/pay.ts#refund')],
  ['within the change', edge('src/a.ts#run', 'src/a.ts#charge')],
])('tells nothing of a call %s', async (_, call) => {
  expect(await find({ calls: [call] })).toMatchObject({ collisions: [], isCut: false });
});

it('looks at the first five, and says that there are more of them, of their files, or of what it found', async () => {
  const six = await find({ open: 6, theirs: new Map() });
  expect(six).toMatchObject({ collisions: [], isCut: true });
  expect(six.asked).toEqual([8, 9, 10, 11, 12]);
  expect(await find({ open: 5, theirs: new Map() })).toMatchObject({ collisions: [], isCut: false });
  const files = (count: number) =>
    new Map(Array.from({ length: count }, (_, at) => [`src/${at}.ts`, CHANGED] as const));
  expect(await find({ theirs: files(10) })).toMatchObject({ isCut: false });
  expect(await find({ theirs: files(11) })).toMatchObject({ isCut: true });
  // GitHub gave no diff of it.
  expect(await find({ shared: ['src/pay.ts', 'src/large.ts'] })).toMatchObject({ isCut: true });
  const calls = Array.from({ length: 6 }, (_, at) => edge('src/a.ts#run', `src/${at}.ts#charge`));
  const told = await find({ theirs: files(6), calls });
  expect(told.collisions).toHaveLength(5);
  expect(told.isCut).toBe(true);
});
