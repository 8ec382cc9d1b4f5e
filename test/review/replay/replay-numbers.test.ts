import { describe, expect, it } from 'vitest';
import { randomBlocks, seededRandom } from '../../../src/review/replay/random-blocks.js';
import { wilsonInterval } from '../../../src/review/replay/wilson-interval.js';
import { parsePatch } from '../../../src/diff/parse-patch.js';
import type { ChangedFile } from '../../../src/review/types.js';

// The interval's ends are the p with (count/n - p)² = z² p (1 - p) / n.
it.each([
  [0, 10, 0, 0.2775],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [1, 1, 0.2065, 1],
  [30, 100, 0.2189, 0.3958],
])('the interval of %i of %i is %f to %f', (count, n, low, high) => {
  const interval = wilsonInterval(count, n);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
  for (const p of [interval.low ?? 0, interval.high ?? 0])
    expect((count / n - p) ** 2).toBeCloseTo((1.959964 ** 2 * p * (1 - p)) / n, 9);
});

it('has no share of nothing', () => {
  expect(wilsonInterval(0, 0)).toEqual({ count: 0, n: 0, share: null, low: null, high: null });
});

describe('drawn lines', () => {
  const file: ChangedFile = {
    path: 'a.ts',
    oldPath: null,
    status: 'modified',
    additions: 6,
    deletions: 1,
    binary: false,
    unread: null,
    hunks: parsePatch(
      '@@ -1,2 +1,7 @@\n kept line\n-old line\n+first line\n+}\n+third line\n+fourth line\n+\n+sixth line',
    ),
  };
  const draw = (length: number, count = 50, excluded: string[] = []) =>
    randomBlocks([file], { length, count, excluded: new Set(excluded), random: seededRandom(1) })
      .map(({ lines }) => lines.join())
      .toSorted();

  it('are added lines that say something, each once', () => {
    expect(draw(1)).toEqual(['2', '4', '5', '7']);
  });

  it('are as long as what they stand beside, and leave it out', () => {
    expect(draw(3)).toEqual(['2,3,4', '5,6,7']);
    expect(draw(1, 50, ['a.ts:4', 'a.ts:2'])).toEqual(['5', '7']);
    expect(draw(9)).toEqual([]);
  });

  it('are the same for the same seed, and spread', () => {
    expect(draw(1, 2)).toEqual(draw(1, 2));
    const random = seededRandom(3);
    const numbers = Array.from({ length: 10_000 }, random);
    expect(numbers.reduce((sum, number) => sum + number, 0) / 10_000).toBeCloseTo(0.5, 1);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
  });
});
