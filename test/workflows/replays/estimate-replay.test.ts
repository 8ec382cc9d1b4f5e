import { expect, it } from 'vitest';
import { estimateReplay, type Paid, type PaidReviews } from '../../../src/workflows/replays/estimate-replay.js';
import type { WantedEffort } from '../../../src/review/types.js';

const paid = (reviews: number, mean_usd: number): Paid => ({
  reviews,
  mean_usd,
  most_usd: 2 * mean_usd,
  mean_ms: 1000,
});
const own: PaidReviews = { all: paid(10, 0.2), byEffort: { normal: paid(8, 0.2), deep: paid(2, 0.9) } };

const estimate = (efforts: (WantedEffort | null)[], repository: PaidReviews | null, installation = repository) =>
  estimateReplay({ repository, installation }, { pulls: 5, efforts });

it('takes what the last reviews cost where a setting says nothing of the effort, or `auto`', () => {
  expect(estimate([null, 'auto'], own)).toMatchObject({
    cost_usd: expect.closeTo(2),
    most_usd: expect.closeTo(4),
    seconds: 10,
    based_on: { reviews: 10, of: 'repository' },
    reckoned: [],
  });
});

it('takes what reviews of that effort cost, of the repository or else of all', () => {
  expect(estimate(['normal'], own)).toMatchObject({ cost_usd: expect.closeTo(1), reckoned: [] });
  const all: PaidReviews = { all: paid(50, 0.5), byEffort: { deep: paid(20, 0.8) } };
  expect(estimate(['deep'], own, all)).toMatchObject({
    cost_usd: expect.closeTo(4),
    based_on: { reviews: 10, of: 'repository' },
    reckoned: [],
  });
});

it('reckons an effort that too few had from the others, by what each may spend', () => {
  // 8 normal (2/3) and 2 deep (1) spend 11/15 on average; quick may spend 1/3.
  expect(estimate(['quick', 'deep'], own)).toMatchObject({
    cost_usd: expect.closeTo(5 * 0.2 * ((1 / 3 + 1) / (11 / 15))),
    reckoned: ['quick', 'deep'],
  });
  // Who does not say it was made as `normal` ones are.
  expect(estimate(['normal'], { all: paid(4, 0.2), byEffort: {} })).toMatchObject({
    cost_usd: expect.closeTo(1),
    reckoned: ['normal'],
  });
});

it('knows nothing where nothing was paid, and asks all repositories where this one has too few', () => {
  expect(estimate([null], null)).toBeNull();
  expect(estimate([null], { all: paid(2, 9), byEffort: {} }, own)).toMatchObject({
    cost_usd: expect.closeTo(1),
    based_on: { of: 'installation' },
  });
});
