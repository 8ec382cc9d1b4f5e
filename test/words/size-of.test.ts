import { expect, it } from 'vitest';
import { sizeOf } from '../../src/words/size-of.js';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 kB'],
  [1536, '1.5 kB'],
  [2 * 1024 ** 2, '2 MB'],
  [1023.9 * 1024 ** 2, '1 GB'],
  [55_703 * 1024 ** 2, '54 GB'],
  [3000 * 1024 ** 4, '3000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeOf(bytes)).toBe(text);
});
