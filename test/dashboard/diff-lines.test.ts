import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines, numbered } from '../../src/dashboard/ui/diff-lines.js';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '  d'), { maxLength: 12 });
const kept = (what: 'added' | 'removed') => (line: { kind: string }) => line.kind !== what;

it('holds both sides, each in its order', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const difference = diffLines(before, after);
      expect(difference.filter(kept('added')).map(({ text }) => text)).toEqual(before);
      expect(difference.filter(kept('removed')).map(({ text }) => text)).toEqual(after);
    }),
  );
});

it('says nothing of what is the same', () => {
  fc.assert(
    fc.property(lines, (same) => {
      expect(diffLines(same, same).every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});

it('keeps what can stay and puts removals before additions', () => {
  expect(
    diffLines(['one', 'two', 'three'], ['one', 'zwei', 'three']).map(({ kind, text }) => `${kind} ${text}`),
  ).toEqual(['same one', 'removed two', 'added zwei', 'same three']);
});

it('numbers the lines as they were and as they are', () => {
  const shown = numbered(diffLines(['a', 'b'], ['a', 'x', 'y']), 7).map(({ was, is, text }) => [was, is, text]);
  expect(shown).toEqual([
    [7, 7, 'a'],
    [8, null, 'b'],
    [null, 8, 'x'],
    [null, 9, 'y'],
  ]);
});

it('does not compare long texts line by line', () => {
  const long = Array.from({ length: 500 }, (_, at) => `${at}`);
  expect(diffLines(long, long).filter(({ kind }) => kind === 'same')).toEqual([]);
});
