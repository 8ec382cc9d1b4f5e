import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTexts } from '../../../src/diff/diff-texts.js';
import { changedSince } from '../../../src/review/plan/changed-since.js';

const lines = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '{', '}'), { maxLength: 12 })
  .map((all) => all.map((one) => `${one}\n`).join(''));

describe('changedSince', () => {
  it('is empty for the same head, and all added lines for a file that was not there', () => {
    fc.assert(
      fc.property(lines, lines, (base, head) => {
        const hunks = diffTexts(base, head);
        expect(changedSince({ oldText: head, headText: head, hunks })).toEqual(new Set());
        const added = hunks.flatMap((hunk) =>
          hunk.lines.flatMap(({ kind, newLine }) => (kind === 'added' ? [newLine] : [])),
        );
        expect(changedSince({ oldText: null, headText: head, hunks })).toEqual(new Set(added));
      }),
    );
  });

  it('names only lines that the pull request adds', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, old, head) => {
        const hunks = diffTexts(base, head);
        const added = new Set(
          hunks.flatMap((hunk) => hunk.lines.flatMap(({ kind, newLine }) => (kind === 'added' ? [newLine] : []))),
        );
        for (const line of changedSince({ oldText: old, headText: head, hunks })) expect(added.has(line)).toBe(true);
      }),
    );
  });

  it.each([
    ['a new line', 'a\nnew\n', 'a\nnew\nnewer\n', 'a\n', [3]],
    ['a merge of the base', 'a\nmine\n', 'base\na\nmine\n', 'base\na\n', []],
    ['a rebase with a change of mine', 'a\nmine\n', 'base\na\nmine 2\n', 'base\na\n', [3]],
    ['a force-push back', 'a\nmine\nmore\n', 'a\nmine\n', 'a\n', []],
  ])('%s', (_, oldText, headText, base, expected) => {
    expect([...changedSince({ oldText, headText, hunks: diffTexts(base, headText) })]).toEqual(expected);
  });
});
