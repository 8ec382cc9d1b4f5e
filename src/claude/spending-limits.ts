import { costOf } from './prices.js';

/** Tokens (sent and received, cached or not) and US dollars. */
export interface Spent {
  tokens: number;
  dollars: number;
}

/** A call that is about to be made. */
export interface CallEstimate {
  tokensIn: number;
  maxTokensOut: number;
  /** Of what a run may spend at most; absent: all of it. */
  share?: number;
}

export const PERIODS = ['day', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** What people allow one review. */
export interface RunLimit {
  of: 'installation' | 'repository';
  /** Null: no limit of this kind. */
  dollars: number | null;
  tokens: number | null;
  /** The login of whoever set it. */
  setBy: string;
}

/** What may be spent in one period (UTC). */
export interface SpendingLimit {
  of: 'installation' | 'repository';
  period: Period;
  /** Null: no limit of this kind. */
  dollars: number | null;
  tokens: number | null;
  /** The login of whoever set it; null: the operator of the server, for every installation. */
  setBy: string | null;
}

/** What was spent in the periods that go on now, and when they end. */
export interface PeriodSpending {
  installation: Record<Period, Spent>;
  repository: Record<Period, Spent>;
  ends: Record<Period, Date>;
}

/**
 * The most that a call can cost, its answer at full length. Writing to the cache costs more than plain input, and what
 * of a prompt is written is not known before.
 */
export function worstOf(model: string, { tokensIn, maxTokensOut }: CallEstimate): Spent {
  const none = { input: 0, output: maxTokensOut, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const costs = [
    { ...none, input: tokensIn },
    { ...none, cacheWrite5m: tokensIn },
  ];
  return {
    tokens: tokensIn + maxTokensOut,
    dollars: Math.max(...costs.map((counts) => costOf(model, counts, new Date()).cost)),
  };
}

/**
 * Why a call that may cost `next` is not made, fit for the reader of the review: the spent limit that is free again
 * last, whose it is, who set it, and when it is free again; on the last day of a month, when both end at once, that of
 * the month. Null: every limit has room for it. Pure.
 */
export function refusalOf(limits: readonly SpendingLimit[], spending: PeriodSpending, next: Spent): string | null {
  const spent = limits
    .filter((limit) => exceeds(spending[limit.of][limit.period], next, limit))
    .toSorted(
      (a, b) =>
        spending.ends[b.period].getTime() - spending.ends[a.period].getTime() ||
        Number(b.period === 'month') - Number(a.period === 'month'),
    );
  const [limit] = spent;
  if (limit === undefined) return null;
  const until = spending.ends[limit.period];
  const { of, period, setBy } = limit;
  const who = setBy === null ? 'the operator of this server' : setBy;
  const time = until.toISOString().slice(0, 16).replace('T', ' ');
  return `the ${NAMES[period]} budget of this ${of} (${amountOf(limit)}, set by ${who}) is spent until ${time} UTC`;
}

const NAMES: Record<Period, string> = { day: 'daily', month: 'monthly' };

/** `100,000 tokens or $50`. */
export function amountOf({ tokens, dollars }: Pick<SpendingLimit, 'tokens' | 'dollars'>): string {
  return [
    tokens === null ? '' : `${tokens.toLocaleString('en')} tokens`,
    dollars === null ? '' : `$${dollars.toLocaleString('en')}`,
  ]
    .filter((text) => text !== '')
    .join(' or ');
}

/** Whether there is no room for `next` beside what is spent. Pure. */
export function exceeds(
  spent: Spent,
  next: Spent,
  { tokens, dollars }: Pick<SpendingLimit, 'tokens' | 'dollars'>,
): boolean {
  return (
    (tokens !== null && spent.tokens + next.tokens > tokens) ||
    (dollars !== null && spent.dollars + next.dollars > dollars)
  );
}
