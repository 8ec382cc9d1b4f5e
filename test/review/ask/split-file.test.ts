import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { splitFile } from '../../../src/review/ask/split-file.js';
import type { ChangedFile } from '../../../src/review/types.js';
import { applyHunks } from '../../diff/apply-hunks.js';
import { sampleFile } from '../sample-change.js';

const tokensOf = ({ hunks }: ChangedFile) => 5 + hunks.reduce((sum, { lines }) => sum + lines.length, 0);
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '}'), { maxLength: 60 })
  .map((all) => all.map((one) => `${one}\n`).join(''));

describe('splitFile', () => {
  it('keeps every line, each part within the budget, and the parts together still apply', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 6, max: 20 }), (before, after, tokensPerChunk) => {
        fc.pre(before !== after);
        const file = sampleFile('a.ts', { hunks: diffAtOnce(before, after) });
        const { parts, lost } = splitFile(file, { tokensOf, tokensPerChunk });
        expect(lost).toBeNull();
        for (const part of parts) expect(tokensOf(part)).toBeLessThanOrEqual(tokensPerChunk);
        const hunks = parts.flatMap((part) => part.hunks);
        expect(hunks.flatMap(({ lines }) => lines)).toEqual(file.hunks.flatMap(({ lines }) => lines));
        expect(applyHunks(before, hunks)).toBe(after);
      }),
    );
  });

  it('says how many lines are too large for any request', () => {
    const file = sampleFile('a.ts', { hunks: diffAtOnce('a\nb\n', `a\n${'x'.repeat(99)}\n`) });
    const wide = ({ hunks }: ChangedFile) =>
      Math.max(0, ...hunks.flatMap(({ lines }) => lines.map((one) => one.text.length)));
    const { parts, lost } = splitFile(file, { tokensOf: wide, tokensPerChunk: 50 });
    expect(lost).toBe('1 of 3 lines of its diff are too large for a request');
    expect(parts.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines.map((one) => one.text)))).toEqual([
      'a',
      'b',
    ]);
  });

  it('names a file that is too large without any hunk', () => {
    const file = sampleFile('a.ts', { hunks: [] });
    expect(splitFile(file, { tokensOf: () => 9, tokensPerChunk: 5 })).toEqual({
      parts: [],
      lost: 'it is too large for a request',
    });
  });
});
