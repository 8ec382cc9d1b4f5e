import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changedSymbols } from '../../../src/graph/ask/changed-symbols.js';
import type { SymbolNode } from '../../../src/graph/types.js';
import { symbol } from '../contract/records.js';
import { startTimer } from '../../cpu-time.js';

const at = (name: string, startLine: number, endLine: number) => symbol(name, { startLine, endLine });
const named = (symbols: readonly SymbolNode[]) => symbols.map(({ path, qualifiedName }) => `${path}#${qualifiedName}`);

const FILE = [at('a.ts#Store', 1, 20), at('a.ts#Store.save', 3, 8), at('a.ts#Store.load', 10, 18), at('b.ts#f', 1, 9)];

it.each<[number[], string[]]>([
  [[4], ['a.ts#Store.save']],
  [
    [18, 3, 4],
    ['a.ts#Store.save', 'a.ts#Store.load'],
  ],
  [[9], ['a.ts#Store']],
  [
    [1, 12],
    ['a.ts#Store', 'a.ts#Store.load'],
  ],
  [[21], []],
  [[], []],
])('lines %j of a file are in %j', (lines, expected) => {
  expect(named(changedSymbols(FILE, new Map([['a.ts', lines]])))).toEqual(expected);
});

it('looks in each file by itself, in the order of the files', () => {
  const lines = new Map([
    ['b.ts', [2]],
    ['c.ts', [2]],
    ['a.ts', [5]],
  ]);
  expect(named(changedSymbols(FILE, lines))).toEqual(['b.ts#f', 'a.ts#Store.save']);
});

it('finds what looking at each line finds', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(fc.array(range), fc.array(fc.integer({ min: 1, max: 60 })), (ranges, lines) => {
      const symbols = ranges.map(([from, size], index) => at(`a.ts#f${index}`, from, from + size));
      const around = (line: number) => symbols.filter((one) => one.startLine <= line && line <= one.endLine);
      const size = (one: SymbolNode) => one.endLine - one.startLine;
      const expected = lines.flatMap((line) => around(line).toSorted((a, b) => size(a) - size(b))[0] ?? []);
      const found = changedSymbols(symbols, new Map([['a.ts', lines]]));
      expect(new Set(found)).toEqual(new Set(expected));
      expect(found).toHaveLength(new Set(expected).size);
    }),
  );
});

it('holds nobody up, whatever the diff and the file', () => {
  const symbols = Array.from({ length: 2000 }, (_, index) => at(`a.ts#f${index}`, 1 + 50 * index, 50 + 50 * index));
  const lines = Array.from({ length: 100_000 }, (_, index) => index + 1);
  const timer = startTimer();
  expect(changedSymbols(symbols, new Map([['a.ts', lines]]))).toHaveLength(2000);
  expect(timer()).toBeLessThan(3000);
});
