import { expect, it } from 'vitest';
import { decides } from '../../src/words/deciding-words.js';

it.each<[string, boolean]>([
  ['Totals must be in cents', true],
  ['never throw here', true],
  ['We don’t flag goto', true],
  ['attach() is fine in scripts', true],
  ['the latch is intentional', true],
  ['List sources by name', true],
  ['pls use the clock', true],
  ['The bank rounds to four digits; keep six', true],
  ['The bank rounds to four digits; we keep six', false],
  ['Receipts are PDFs made by the report service', false],
  ['Notes and nothing of them', false],
  ['', false],
])('decides: %s', (text, expected) => {
  expect(decides(text)).toBe(expected);
});
