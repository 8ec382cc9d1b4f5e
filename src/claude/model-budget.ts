import { costOf } from './prices.js';
import type { ClaudeUsage } from './types.js';

/** Tokens (sent and received, cached or not) and US dollars. */
export interface Spent {
  tokens: number;
  dollars: number;
}

/** What may be spent on one review, and by one installation on one day. */
export interface BudgetLimits {
  /** What is made with it, as its readers call it; absent: a review. */
  name?: string;
  reviewTokens: number;
  reviewDollars: number;
  dailyTokens: number;
  dailyDollars: number;
}

/** A call that is about to be made. */
export interface CallEstimate {
  tokensIn: number;
  maxTokensOut: number;
}

/** What one run may spend. Asked before each call, told after it. */
export interface ModelBudget {
  /** Null: the call may be made; else why not, fit for the reader of the review. */
  mayCall(estimate: CallEstimate): string | null;
  /** Sets the estimate aside while a call is under way, so that calls side by side do not all take the same rest. */
  reserve(estimate: CallEstimate): { release(): void };
  spent(usage: ClaudeUsage): void;
  /** What the installation has spent today, other runs included. */
  today(spent: Spent): void;
}

/**
 * A budget that has `before` behind it already: what the run had spent before a restart, the installation today. The
 * estimate of a call is taken at the highest price of its input and all the output it may give.
 */
export function createModelBudget(
  model: string,
  limits: BudgetLimits,
  before: { run: Spent; today: Spent },
): ModelBudget {
  const run = { ...before.run };
  let today = { ...before.today };
  const reserved = { tokens: 0, dollars: 0 };
  return {
    mayCall: (estimate) => {
      const next = worstOf(model, estimate);
      const more = { tokens: reserved.tokens + next.tokens, dollars: reserved.dollars + next.dollars };
      const review = { tokens: limits.reviewTokens, dollars: limits.reviewDollars };
      const daily = { tokens: limits.dailyTokens, dollars: limits.dailyDollars };
      if (exceeds(run, more, review))
        return `the budget for one ${limits.name ?? 'review'} is spent (${shown(review)})`;
      if (exceeds(today, more, daily)) return `the budget of this installation for today is spent (${shown(daily)})`;
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
    spent: ({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, cost }) => {
      const tokens = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
      add(run, tokens, cost);
      add(today, tokens, cost);
    },
    today: (spent) => (today = { ...spent }),
  };
}

/** Writing to the cache costs more than plain input, and what of a prompt is written is not known before. */
function worstOf(model: string, { tokensIn, maxTokensOut }: CallEstimate): Spent {
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

function add(sum: Spent, tokens: number, dollars: number): void {
  sum.tokens += tokens;
  sum.dollars += dollars;
}

function exceeds(spent: Spent, more: Spent, limit: Spent): boolean {
  return spent.tokens + more.tokens > limit.tokens || spent.dollars + more.dollars > limit.dollars;
}

function shown({ tokens, dollars }: Spent): string {
  return `${tokens.toLocaleString('en')} tokens or $${dollars.toLocaleString('en')}`;
}
