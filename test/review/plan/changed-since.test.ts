import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { changedSince } from '../../../src/review/plan/changed-since.js';

const lines = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '{', '}'), { maxLength: 12 })
  .map((all) => all.map((one) => `${one}\n`).join(''));

describe('changedSince', () => {
  it('is empty for the same head, and all added lines for a file that was not there', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, async (base, head) => {
        const hunks = diffAtOnce(base, head);
        expect(await changedSince({ oldText: head, headText: head, hunks })).toEqual(new Set());
        const added = hunks.flatMap((hunk) =>
          hunk.lines.flatMap(({ kind, newLine }) => (kind === 'added' ? [newLine] : [])),
        );
        expect(await changedSince({ oldText: null, headText: head, hunks })).toEqual(new Set(added));
      }),
    );
  });

  it('names only lines that the pull request adds', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, lines, async (base, old, head) => {
        const hunks = diffAtOnce(base, head);
        const added = new Set(
          hunks.flatMap((hunk) => hunk.lines.flatMap(({ kind, newLine }) => (kind === 'added' ? [newLine] : []))),
        );
        for (const line of await changedSince({ oldText: old, headText: head, hunks }))
          expect(added.has(line)).toBe(true);
      }),
    );
  });

  it.each([
    ['a new line', 'a\nnew\n', 'a\nnew\nnewer\n', 'a\n', [3]],
    ['a merge of the base', 'a\nmine\n', 'base\na\nmine\n', 'base\na\n', []],
    ['a rebase with a change of mine', 'a\nmine\n', 'base\na\nmine 2\n', 'base\na\n', [3]],
    ['a force-push back', 'a\nmine\nmore\n', 'a\nmine\n', 'a\n', []],
  ])('%s', async (_, oldText, headText, base, expected) => {
    expect([...(await changedSince({ oldText, headText, hunks: diffAtOnce(base, headText) }))]).toEqual(expected);
  });
});
