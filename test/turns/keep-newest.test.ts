import { expect, it } from 'vitest';
import { keepNewest } from '../../src/turns/keep-newest.js';

it('keeps the newest entries; an entry that comes again is new', () => {
  const kept = new Map<string, number>();
  for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) keepNewest(kept, key, at, 2);
  expect([...kept]).toEqual([
    ['a', 2],
    ['c', 3],
  ]);
  keepNewest(kept, 'd', 4, 1);
  expect([...kept]).toEqual([['d', 4]]);
});
