import {
  amountOf,
  exceeds,
  worstOf,
  type CallEstimate,
  type RunLimit,
  type SpendingLimit,
  type Spent,
} from './spending-limits.js';
import type { ClaudeUsage } from './types.js';

/** What may be spent on one review, and by one installation on one day, as the server is configured. */
export interface BudgetLimits {
  /** What is made with it, as its readers call it; absent: a review. */
  name?: string;
  reviewTokens: number;
  reviewDollars: number;
  dailyTokens: number;
  dailyDollars: number;
}

/** What the operator allows each installation. */
export function serverLimit({ dailyTokens, dailyDollars }: BudgetLimits): SpendingLimit {
  return { of: 'installation', period: 'day', tokens: dailyTokens, dollars: dailyDollars, setBy: null };
}

/** What one run may spend. Asked before each call, told after it. */
export interface ModelBudget {
  /** Null: the call may be made; else why not, fit for the reader of the review. */
  mayCall(estimate: CallEstimate): string | null;
  /** Sets the estimate aside while a call is under way, so that calls side by side do not all take the same rest. */
  reserve(estimate: CallEstimate): { release(): void };
  spent(usage: ClaudeUsage): void;
}

/**
 * The budget of one run that has `before` behind it already, over its restarts. The estimate of a call is taken at the
 * highest price of its input and all the output it may give. `own`: what people allow such a run; the smallest counts.
 */
export function createModelBudget(
  model: string,
  limits: Pick<BudgetLimits, 'name' | 'reviewTokens' | 'reviewDollars'>,
  before: Spent,
  own: readonly RunLimit[] = [],
): ModelBudget {
  const run = { ...before };
  const reserved = { tokens: 0, dollars: 0 };
  const name = limits.name ?? 'review';
  const all = [
    { what: name, by: '', tokens: limits.reviewTokens, dollars: limits.reviewDollars },
    ...own.map((one) => ({ ...one, what: `${name} of this ${one.of}`, by: `, set by ${one.setBy}` })),
  ];
  return {
    mayCall: (estimate) => {
      const next = worstOf(model, estimate);
      const { share = 1 } = estimate;
      const taken = { tokens: run.tokens + reserved.tokens, dollars: run.dollars + reserved.dollars };
      for (const { what, by, ...whole } of all) {
        const limit = shareOf(whole, share);
        if (exceeds(taken, next, limit)) return `the budget for one ${what} is spent (${amountOf(limit)}${by})`;
      }
      return null;
    },
    reserve: (estimate) => {
      const { tokens, dollars } = worstOf(model, estimate);
      let held = true;
      add(reserved, tokens, dollars);
      return {
        release: () => {
          if (held) add(reserved, -tokens, -dollars);
          held = false;
        },
      };
    },
    spent: ({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, cost }) =>
      add(run, inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens, cost),
  };
}

/** As people read it: whole tokens and cents. */
function shareOf({ tokens, dollars }: Pick<RunLimit, 'tokens' | 'dollars'>, share: number) {
  if (share === 1) return { tokens, dollars };
  return {
    tokens: tokens === null ? null : Math.floor(tokens * share),
    dollars: dollars === null ? null : Math.floor(dollars * share * 100) / 100,
  };
}

function add(sum: Spent, tokens: number, dollars: number): void {
  sum.tokens += tokens;
  sum.dollars += dollars;
}
