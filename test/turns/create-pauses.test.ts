import { expect, it } from 'vitest';
import { createPauses } from '../../src/turns/create-pauses.js';
import { longestHold } from './longest-hold.js';

const SLICE_MS = 8;

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function work(name: string, ms: number, done: string[]): Promise<void> {
  const pause = createPauses(SLICE_MS);
  for (let left = ms; left > 0; left -= 1) {
    spin(1);
    await pause();
  }
  done.push(name);
}

it('twenty long works hold the event loop for a slice and the first piece of each, and not for twenty slices', async () => {
  // 20 pieces of a millisecond where they begin together, 8 ms from then on.
  const held = await longestHold(() => Promise.all(Array.from({ length: 20 }, () => work('long', 20, []))));
  expect(held).toBeLessThan(5 * SLICE_MS);
});

it('what has run before in a turn counts for all who run in it, and no longer than that turn', async () => {
  const first = createPauses(SLICE_MS);
  spin(SLICE_MS + 1);
  expect(createPauses(SLICE_MS)()).not.toBeNull();
  await first();
  await new Promise(setImmediate);
  expect(createPauses(SLICE_MS)()).toBeNull();
});

it('a short work does not wait for the end of long ones, and all come to their end', async () => {
  const done: string[] = [];
  await Promise.all([work('long', 60, done), work('longer', 120, done), work('short', 10, done)]);
  expect(done).toEqual(['short', 'long', 'longer']);
});
