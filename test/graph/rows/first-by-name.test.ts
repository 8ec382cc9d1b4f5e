import { expect, it } from 'vitest';
import { firstByName } from '../../../src/graph/rows/first-by-name.js';

it('orders by code points, as both stores do, and takes the first', () => {
  // By UTF-16, the halves of a surrogate pair come before U+FF5E.
  const names = ['\u{1F600}', '\uFF5E', 'é', 'b', 'Z', 'a', ''];
  expect(firstByName(names, (name) => name, 9)).toEqual(['', 'Z', 'a', 'b', 'é', '\uFF5E', '\u{1F600}']);
  expect(firstByName(names, (name) => name, 2)).toEqual(['', 'Z']);
});
