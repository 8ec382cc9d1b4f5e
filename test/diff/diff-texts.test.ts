import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedNewLines } from '../../src/diff/changed-new-lines.js';
import { diffTexts } from '../../src/diff/diff-texts.js';
import { longestHold } from '../turns/longest-hold.js';
import { diffAtOnce } from './diff-at-once.js';
import { applyHunks } from './apply-hunks.js';

const text = fc
  .tuple(fc.array(fc.constantFrom('', 'a', 'b', 'c\r', 'd'), { maxLength: 40 }), fc.boolean())
  .map(([lines, end]) => lines.join('\n') + (end && lines.length > 0 ? '\n' : ''));

describe('diffTexts', () => {
  it('rebuilds the new text, with counts that fit', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = diffAtOnce(before, after);
        expect(applyHunks(before, hunks)).toBe(after);
        for (const hunk of hunks) {
          expect(hunk.lines.filter((line) => line.kind !== 'added')).toHaveLength(hunk.oldCount);
          expect(hunk.lines.filter((line) => line.kind !== 'removed')).toHaveLength(hunk.newCount);
        }
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('keeps to the shortest script and three lines of context', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const [hunk, ...rest] = diffAtOnce(lines.join('\n'), lines.with(9, 'new').join('\n'));
    expect(rest).toEqual([]);
    expect(hunk).toMatchObject({ oldStart: 7, oldCount: 7, newStart: 7, newCount: 7 });
    expect([...changedNewLines(hunk ? [hunk] : [])]).toEqual([10]);
    expect(diffAtOnce('same', 'same')).toEqual([]);
  });

  it('replaces a rewritten file as a whole', () => {
    const many = (letter: string) => Array.from({ length: 2_000 }, (_, index) => `${letter}${index}\n`).join('');
    expect(diffAtOnce(many('a'), many('b'))).toMatchObject([
      { oldStart: 1, oldCount: 2_000, newStart: 1, newCount: 2_000 },
    ]);
  });
});

describe('texts of 100,000 lines do not hold the event loop for 50 ms', () => {
  const lines = Array.from({ length: 99_000 }, (_, index) => `const value${index} = ${(index * 7919) % 10_007};`);
  const [text, few, turned] = [
    lines.join('\n'),
    lines.map((line, index) => (index % 200 === 0 ? `${line}!` : line)).join('\n'),
    lines.toReversed().join('\n'),
  ];
  it.each([
    ['all new', '', text],
    ['some edits', text, few],
    ['the other way round', text, turned],
  ])('%s', { timeout: 120_000 }, async (_, old, now) => {
    expect(await diffTexts(old, now)).toEqual(diffAtOnce(old, now));
    expect(await longestHold(() => diffTexts(old, now))).toBeLessThan(50);
  });
});
