import { amountOf, worstOf, type CallEstimate, type SpendingLimit, type Spent } from './spending-limits.js';
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
 * highest price of its input and all the output it may give.
 */
export function createModelBudget(
  model: string,
  limits: Pick<BudgetLimits, 'name' | 'reviewTokens' | 'reviewDollars'>,
  before: Spent,
): ModelBudget {
  const run = { ...before };
  const reserved = { tokens: 0, dollars: 0 };
  return {
    mayCall: (estimate) => {
      const next = worstOf(model, estimate);
      const { share = 1 } = estimate;
      // As people read it: whole tokens and cents.
      const limit = {
        tokens: Math.floor(limits.reviewTokens * share),
        dollars: share === 1 ? limits.reviewDollars : Math.floor(limits.reviewDollars * share * 100) / 100,
      };
      const isSpent =
        run.tokens + reserved.tokens + next.tokens > limit.tokens ||
        run.dollars + reserved.dollars + next.dollars > limit.dollars;
      return isSpent ? `the budget for one ${limits.name ?? 'review'} is spent (${amountOf(limit)})` : null;
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

function add(sum: Spent, tokens: number, dollars: number): void {
  sum.tokens += tokens;
  sum.dollars += dollars;
}
