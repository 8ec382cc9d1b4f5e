import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountOf,
  PERIODS,
  refusalOf,
  type PeriodSpending,
  type SpendingLimit,
  type Spent,
} from '../../src/claude/spending-limits.js';

const nothing: Spent = { tokens: 0, dollars: 0 };
const ends = { day: new Date('2026-11-30T00:00:00Z'), month: new Date('2026-12-01T00:00:00Z') };
const untouched: PeriodSpending = {
  installation: { day: nothing, month: nothing },
  repository: { day: nothing, month: nothing },
  ends,
};
const next: Spent = { tokens: 1000, dollars: 0.5 };

const limit = (change: Partial<SpendingLimit>): SpendingLimit => ({
  of: 'repository',
  period: 'day',
  dollars: 5,
  tokens: null,
  setBy: 'dora',
  ...change,
});
const spent = (of: SpendingLimit['of'], period: 'day' | 'month', what: Partial<Spent>): PeriodSpending => ({
  ...untouched,
  [of]: { ...untouched[of], [period]: { ...nothing, ...what } },
});

describe('refusalOf', () => {
  it.each<[string, SpendingLimit[], PeriodSpending, string | null]>([
    ['nothing is limited', [], spent('repository', 'day', { dollars: 1e9, tokens: 1e12 }), null],
    ['a limit of nothing', [limit({ dollars: null })], spent('repository', 'day', { dollars: 1e9 }), null],
    ['just enough left', [limit({})], spent('repository', 'day', { dollars: 4.5 }), null],
    [
      'a repository over its day',
      [limit({})],
      spent('repository', 'day', { dollars: 4.51 }),
      'the daily budget of this repository ($5, set by dora) is spent until 2026-11-30 00:00 UTC',
    ],
    ['what others of the installation spent', [limit({})], spent('installation', 'day', { dollars: 100 }), null],
    ['no budget at all', [limit({ dollars: 0 })], untouched, 'the daily budget of this repository ($0, set by dora)'],
    [
      'an installation over its month',
      [limit({ of: 'installation', period: 'month', dollars: 1200 })],
      spent('installation', 'month', { dollars: 1199.9 }),
      'the monthly budget of this installation ($1,200, set by dora) is spent until 2026-12-01 00:00 UTC',
    ],
    [
      'tokens, of the server',
      [limit({ of: 'installation', dollars: 50, tokens: 100_000, setBy: null })],
      spent('installation', 'day', { tokens: 99_001 }),
      'the daily budget of this installation (100,000 tokens or $50, set by the operator of this server)',
    ],
    [
      'two at once: the one that is free again last',
      [limit({}), limit({ of: 'installation', period: 'month', setBy: 'emil' })],
      {
        ...untouched,
        repository: { day: { tokens: 0, dollars: 5 }, month: nothing },
        installation: { day: nothing, month: { tokens: 0, dollars: 5 } },
      },
      'the monthly budget of this installation ($5, set by emil)',
    ],
    [
      'two that are free again at once, on the last day of a month: the one of the month',
      [limit({}), limit({ period: 'month', setBy: 'emil' })],
      {
        ...untouched,
        ends: { day: ends.month, month: ends.month },
        repository: { day: { tokens: 0, dollars: 5 }, month: { tokens: 0, dollars: 5 } },
      },
      'the monthly budget of this repository ($5, set by emil) is spent until 2026-12-01 00:00 UTC',
    ],
  ])('%s', (_, limits, spending, wanted) => {
    const refusal = refusalOf(limits, spending, next);
    if (wanted === null) expect(refusal).toBeNull();
    else expect(refusal).toContain(wanted);
  });

  it('refuses exactly where the smallest rest of all has no room (property)', () => {
    const amount = fc.record({ tokens: fc.nat(10_000), dollars: fc.nat(1000) });
    const periods = fc.record({ day: amount, month: amount });
    const limits = fc.array(
      fc.record({
        of: fc.constantFrom<SpendingLimit['of']>('installation', 'repository'),
        period: fc.constantFrom(...PERIODS),
        dollars: fc.option(fc.nat(2000)),
        tokens: fc.option(fc.nat(20_000)),
        setBy: fc.constant('dora'),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(limits, periods, periods, amount, (all, installation, repository, more) => {
        const spending = { installation, repository, ends };
        const rests = (kind: 'tokens' | 'dollars') =>
          all.map((one) => (one[kind] ?? Infinity) - spending[one.of][one.period][kind]);
        const fits = (['tokens', 'dollars'] as const).every((kind) => Math.min(...rests(kind)) >= more[kind]);
        expect(refusalOf(all, spending, more) === null).toBe(fits);
      }),
    );
  });
});

describe('amountOf', () => {
  it.each([
    [{ tokens: null, dollars: 0.5 }, '$0.5'],
    [{ tokens: 2_000_000, dollars: null }, '2,000,000 tokens'],
    [{ tokens: 1, dollars: 1000 }, '1 tokens or $1,000'],
  ])('%o is %s', (limits, text) => {
    expect(amountOf(limits)).toBe(text);
  });
});
