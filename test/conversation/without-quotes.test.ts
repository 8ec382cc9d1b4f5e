import { expect, it } from 'vitest';
import { withoutQuotes } from '../../src/conversation/without-quotes.js';

it.each([
  ['> F1 is a bug\n\nnot a bug', '\nnot a bug'],
  ['  > quoted\r\nsaid\r> quoted too', 'said'],
  ['a > b', 'a > b'],
  ['', ''],
])('%j says %j', (reply, said) => {
  expect(withoutQuotes(reply)).toBe(said);
});
