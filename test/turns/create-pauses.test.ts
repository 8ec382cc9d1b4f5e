import { expect, it } from 'vitest';
import { createPauses } from '../../src/turns/create-pauses.js';
import { longestHold } from './longest-hold.js';

const SLICE_MS = 8;

async function work(name: string, ms: number, done: string[]): Promise<void> {
  const pause = createPauses(SLICE_MS);
  for (let left = ms; left > 0; left -= 1) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    await pause();
  }
  done.push(name);
}

it('twenty long works together hold the event loop no longer than one', async () => {
  const held = await longestHold(() => Promise.all(Array.from({ length: 20 }, () => work('long', 20, []))));
  expect(held).toBeLessThan(5 * SLICE_MS);
});

it('a short work does not wait for the end of long ones, and all come to their end', async () => {
  const done: string[] = [];
  await Promise.all([work('long', 60, done), work('longer', 120, done), work('short', 10, done)]);
  expect(done).toEqual(['short', 'long', 'longer']);
});
