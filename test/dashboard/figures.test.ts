import { describe, expect, it } from 'vitest';
import { endOfPeriodBefore, periodIn } from '../../src/dashboard/layout/period.js';
import { compareAmounts, compareShares } from '../../src/dashboard/pages/overview/compare.js';
import { budgetsOf, draftOf, NO_AMOUNTS } from '../../src/dashboard/pages/usage/budget-draft.js';
import { cacheShare } from '../../src/dashboard/pages/usage/cache-share.js';
import { leftOf } from '../../src/dashboard/pages/usage/left-of.js';

describe('a figure beside that of the period before', () => {
  it('says how much more it is, and whether that is wanted', () => {
    expect(compareAmounts(12, 10, 'either')).toEqual({ text: '▲ 20%', isBetter: null });
    expect(compareAmounts(30, 40, 'less')).toEqual({ text: '▼ 25%', isBetter: true });
    expect(compareAmounts(30, 40, 'more')).toEqual({ text: '▼ 25%', isBetter: false });
    expect(compareShares(0.9, 0.69, 'more')).toEqual({ text: '▲ 21 points', isBetter: true });
    expect(compareShares(0.1, 0.09, 'less')).toEqual({ text: '▲ 1 point', isBetter: false });
  });

  it('says nothing where there is nothing to compare', () => {
    expect(compareAmounts(null, 3, 'less')).toBeNull();
    expect(compareAmounts(3, 0, 'more')).toBeNull();
    expect(compareAmounts(0, 0, 'more')).toEqual({ text: 'unchanged', isBetter: null });
    expect(compareShares(null, 0.5, 'more')).toBeNull();
    expect(compareShares(0.501, 0.5, 'more')).toEqual({ text: 'unchanged', isBetter: null });
  });

  it('is of a period that ends the day before this one begins', () => {
    const now = Date.parse('2026-11-30T23:59:00Z');
    expect(endOfPeriodBefore(30, now)).toBe('2026-10-31');
    expect(endOfPeriodBefore(7, now)).toBe('2026-11-23');
    expect([periodIn('7'), periodIn(90), periodIn('30'), periodIn('31'), periodIn('x')]).toEqual([
      7,
      90,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('what models use', () => {
  it('comes out of the cache for a share of what is sent', () => {
    expect(cacheShare({ tokens_in: 60, tokens_cache_read: 30, tokens_cache_write: 10 })).toBe(0.3);
    expect(cacheShare({ tokens_in: 0, tokens_cache_read: 0, tokens_cache_write: 0 })).toBeNull();
  });

  it('leaves so much of a budget', () => {
    expect(leftOf(null, 5)).toBeNull();
    expect(leftOf(10, 5)).toEqual({ part: 0.5, left: 5, state: 'fine' });
    expect(leftOf(10, 8)).toEqual({ part: 0.8, left: 2, state: 'low' });
    expect(leftOf(10, 12)).toEqual({ part: 1, left: 0, state: 'spent' });
    expect(leftOf(0, 0)).toEqual({ part: 1, left: 0, state: 'spent' });
  });
});

describe('budgets in a form', () => {
  const spent = { daily_dollars: 1, daily_tokens: 3, monthly_dollars: 2, monthly_tokens: 4 };
  const state = { spent, set_by: null, set_at: null };
  const none = {
    review_dollars: null,
    review_tokens: null,
    daily_dollars: null,
    daily_tokens: null,
    monthly_dollars: null,
    monthly_tokens: null,
  };

  it('come back as they were, nothing being no limit and not 0', () => {
    const draft = draftOf({
      hash: 'a1',
      installation: { ...none, monthly_dollars: 0, ...state },
      repositories: [{ ...none, daily_dollars: 1.5, monthly_tokens: 7, ...state, repository: 'acme/shop' }],
      day_ends: '2026-12-01T00:00:00.000Z',
      month_ends: '2026-12-01T00:00:00.000Z',
    });
    expect(draft.installation).toEqual({ ...NO_AMOUNTS, monthly_dollars: '0' });
    expect(budgetsOf(draft)).toEqual({
      hash: 'a1',
      installation: { ...none, monthly_dollars: 0 },
      repositories: [{ ...none, daily_dollars: 1.5, monthly_tokens: 7, repository: 'acme/shop' }],
    });
  });

  it('leave out a repository whose amounts were all cleared', () => {
    const empty = { ...NO_AMOUNTS, monthly_dollars: ' ' };
    expect(
      budgetsOf({ hash: 'a1', installation: empty, repositories: [{ ...empty, repository: 'acme/shop' }] }),
    ).toEqual({
      hash: 'a1',
      installation: none,
      repositories: [],
    });
  });
});
