import { expect, it } from 'vitest';
import { coverageCounts, coveredFiles } from '../../src/dashboard/pages/reviews/covered-files.js';
import { reviewsSearch, sinceInstant } from '../../src/dashboard/pages/reviews/search.js';
import { waterfall } from '../../src/dashboard/pages/reviews/waterfall.js';
import { findingsSearch } from '../../src/dashboard/pages/findings/search.js';

it('lists each changed file once, what was not read first', () => {
  const files = coveredFiles({
    total: 6,
    read: ['a.ts', 'b.ts'],
    skipped: [{ path: 'lock', reason: 'lockfile' }],
    unread: [
      { path: 'b.ts', reason: 'cut' },
      { path: 'big.ts', reason: 'too large' },
    ],
  });
  expect(files.map(({ path, covered, reason }) => [path, covered, reason])).toEqual([
    ['big.ts', 'unread', 'too large'],
    ['b.ts', 'partly', 'cut'],
    ['lock', 'skipped', 'lockfile'],
    ['a.ts', 'read', null],
  ]);
  expect(coverageCounts(files, 6)).toEqual({ read: 1, partly: 1, skipped: 1, unread: 1, unknown: 2 });
});

const step = (name: string, at: number, ms: number | null) => ({
  step: name,
  level: 'INFO' as const,
  message: name,
  duration_ms: ms,
  at: new Date(at).toISOString(),
});

it('puts each step where it was in the whole', () => {
  const { falls, whole } = waterfall([step('fetch', 1000, 500), step('ask', 2500, 1500), step('posted', 2500, null)]);
  expect(whole).toBe(2000);
  expect(falls.map(({ step: name, left, width, after }) => [name, left, width, after])).toEqual([
    ['fetch', 0, 0.25, 0],
    ['ask', 0.25, 0.75, 500],
    ['posted', 1, null, 2000],
  ]);
});

it('has nothing to show of no steps, and no division by nothing of one', () => {
  expect(waterfall([])).toEqual({ falls: [], whole: 0 });
  expect(waterfall([step('plan', 1000, 0)]).falls[0]).toMatchObject({ left: 0, width: 0 });
});

it('reads of an address only what a list of reviews knows', () => {
  expect(
    reviewsSearch({ status: 'partial', origin: 'nobody', q: 65, author: '', since: '7d', repo: 'acme/shop', x: 1 }),
  ).toEqual({ status: 'partial', q: '65', since: '7d', repo: 'acme/shop' });
  expect(sinceInstant('24h', Date.UTC(2026, 10, 30))).toBe('2026-11-29T00:00:00.000Z');
});

it('shows open findings where the address says nothing', () => {
  expect(findingsSearch({ state: 'open', severity: 'must-fix', category: 'x', finding: 'abc' })).toEqual({
    severity: 'must-fix',
    finding: 'abc',
  });
  expect(findingsSearch({ state: 'all' })).toEqual({ state: 'all' });
});
