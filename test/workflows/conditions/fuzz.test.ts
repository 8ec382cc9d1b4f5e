import { expect, it } from 'vitest';
import { fuzzConditions } from './fuzz-conditions.js';

/** `npm run chaos conditions` takes a hundred thousand. */
it('takes no condition that fails, hangs, or fires on what is not known', { timeout: 120_000 }, () => {
  const { faults, slowestMs, compiled, values } = fuzzConditions({ count: 4000, seed: 1 });
  expect(faults).toEqual([]);
  expect(slowestMs).toBeLessThan(50);
  // The generator makes what it should make.
  expect(compiled).toBeGreaterThan(1500);
  for (const count of Object.values(values)) expect(count).toBeGreaterThan(500);
});
