import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textAfter, textBefore } from '../../src/diff/apply-diff.js';
import { diffTexts } from '../../src/diff/diff-texts.js';

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '', 'c\r'), { maxLength: 30 }), fc.boolean())
  .map(([lines, isOpen]) => lines.join('\n') + (isOpen || lines.length === 0 ? '' : '\n'));

it('leads from each of two texts to the other', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      const hunks = await diffTexts(before, after);
      expect(textAfter(before, hunks)).toBe(after);
      expect(textBefore(after, hunks)).toBe(before);
    }),
  );
});

it('refuses a diff of another text', async () => {
  const hunks = await diffTexts('a\nb\nc\n', 'a\nx\nc\n');
  expect(textAfter('a\ny\nc\n', hunks)).toBeNull();
  expect(textBefore('a\ny\nc\n', hunks)).toBeNull();
});
