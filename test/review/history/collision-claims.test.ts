import { expect, it } from 'vitest';
import { parsePatch } from '../../../src/diff/parse-patch.js';
import { collisionClaims } from '../../../src/review/history/collision-claims.js';
import { fingerprints } from '../../../src/review/rounds/fingerprint.js';
import type { SymbolCollision } from '../../../src/review/history/types.js';
import { sampleHistory } from '../sample-history.js';

const FILE = {
  path: 'src/a.ts',
  oldPath: null,
  status: 'modified' as const,
  oldMode: null,
  newMode: null,
  binary: false,
  additions: 1,
  deletions: 0,
  unread: null,
  hunks: parsePatch('@@ -1,1 +1,2 @@\n one\n+  charge(2);\n'),
};
const COLLISION: SymbolCollision = {
  number: 8,
  title: 'Keys',
  kind: 'contract',
  path: 'src/pay.ts',
  name: 'charge',
  changes: ['`charge()` takes a second required parameter `key`'],
  at: { path: 'src/a.ts', line: 2 },
};
const EARLIER = [{ rule: 'history/collision', path: 'src/a.ts' }];

const said = (collision: Partial<SymbolCollision>) =>
  collisionClaims(sampleHistory({ collisions: [{ ...COLLISION, ...collision }] }), { files: [FILE] }, EARLIER);

it('is said at the line that calls, with what changes', () => {
  const { claims, unknown } = said({});
  expect(unknown).toEqual([]);
  expect(claims).toMatchObject([
    {
      rule: 'history/collision',
      path: 'src/a.ts',
      line: 2,
      quote: '  charge(2);',
      title: '`charge`, called here, has another contract in open #8',
      body: '#8 ("Keys") changes it: `charge()` takes a second required parameter `key`. Whichever is merged second has to follow.',
    },
  ]);
});

it.each<[string, Partial<SymbolCollision>]>([
  ['the same symbol is changed', { kind: 'same symbol' }],
  ['the call is not in the diff', { at: { path: 'src/a.ts', line: 9 } }],
  ['the file is not in the change', { at: { path: 'src/b.ts', line: 2 } }],
])('is not said where %s', (_, collision) => {
  expect(said(collision).claims).toEqual([]);
});

it('stays as it was while open pull requests were not compared', () => {
  const { claims, unknown } = collisionClaims(sampleHistory({}), { files: [FILE] }, EARLIER);
  expect(claims).toEqual([]);
  expect(unknown).toHaveLength(1);
});

it('settles nothing while not all open pull requests were looked at', () => {
  const history = sampleHistory({ collisions: [], cut: ['collisions'] });
  const { claims, unknown } = collisionClaims(history, { files: [FILE] }, EARLIER);
  expect(claims).toEqual([]);
  expect(unknown).toEqual(['history/collision src/a.ts']);
});

it('tells two of one line apart, and settles nothing that it has no room for', () => {
  const claimsOf = (...numbers: number[]) =>
    collisionClaims(
      sampleHistory({ collisions: numbers.map((number) => ({ ...COLLISION, number })) }),
      { files: [FILE] },
      EARLIER,
    );
  const [first, second] = fingerprints(claimsOf(8, 9).claims);
  expect(first).not.toBe(second);
  expect(fingerprints(claimsOf(9).claims)).toEqual([second]);
  expect(claimsOf(8, 9).unknown).toEqual([]);
  expect(claimsOf(8, 9, 10).unknown).toEqual(['history/collision src/a.ts']);
});
