import { expect, it } from 'vitest';
import { countWithoutGrammar } from '../../../src/graph/scan/count-without-grammar.js';
import { createLeftOut } from '../../../src/graph/scan/left-out.js';

it('names the first five files of each reason and counts the others', () => {
  const leftOut = createLeftOut();
  for (let at = 1; at <= 7; at += 1) leftOut.add('too large', `${at}.bin`);
  leftOut.add('too many', '90 more', 90);
  expect(leftOut.list()).toEqual([
    { reason: 'too large', files: 7, such: ['1.bin', '2.bin', '3.bin', '4.bin', '5.bin'] },
    { reason: 'too many', files: 90, such: ['90 more'] },
  ]);
});

it('counts reasons together once there are thirty of them', () => {
  const leftOut = createLeftOut();
  for (let at = 1; at <= 40; at += 1) leftOut.add(`line ${at} is odd`, 'a.ts');
  leftOut.add('line 3 is odd', 'b.ts');
  expect(leftOut.list()).toHaveLength(31);
  expect(leftOut.list().at(2)).toMatchObject({ files: 2 });
  expect(leftOut.list().at(-1)).toMatchObject({ reason: 'other reasons', files: 10 });
});

// PostgreSQL takes no half of a surrogate pair in JSONB: a scan that wrote one could not end.
it('holds no half of a character, wherever a name is cut', () => {
  const leftOut = createLeftOut();
  leftOut.add(`its symbols were not read: ${'x'.repeat(10)}\ud83d`, `${'a'.repeat(199)}😀.ts`);
  expect(leftOut.list()).toEqual([
    { reason: 'its symbols were not read: xxxxxxxxxx\ufffd', files: 1, such: [`${'a'.repeat(199)}\ufffd`] },
  ]);
  const without = countWithoutGrammar();
  const extension = `${'x'.repeat(19)}😀`;
  const file = { path: `a.${extension}`, extension, language: null, size: 1, lines: 1, isTest: false };
  without.add([{ ...file, isGenerated: false }]);
  expect(without.counts()).toEqual({ [`${'x'.repeat(19)}\ufffd`]: 1 });
});
