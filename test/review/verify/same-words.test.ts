import { expect, it } from 'vitest';
import { sameWords } from '../../../src/review/verify/same-words.js';

it.each([
  ['It divides by zero', 'It divides by zero when the list is empty', true],
  ['Two at once lose an update', 'An update is lost when two run at once', true],
  ['Agents fail without an installed Chrome', "Launching firefox or webkit fails because of channel='chrome'", false],
  ['The lock is never released', 'A missing tenant passes the guard', false],
  ['', 'A title', true],
])('%s / %s: %s', (one, other, same) => {
  expect(sameWords(one, other)).toBe(same);
  expect(sameWords(other, one)).toBe(same);
});
