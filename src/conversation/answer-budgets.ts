import type { BudgetLimits } from '../claude/model-budget.js';

const TOKENS = 400_000;
const DOLLARS = 0.5;

/** What one answer may cost: a part of what a review may, within the same day of the installation. */
export function answerBudgets(limits: BudgetLimits): BudgetLimits {
  return {
    ...limits,
    name: 'answer',
    reviewTokens: Math.min(TOKENS, limits.reviewTokens),
    reviewDollars: Math.min(DOLLARS, limits.reviewDollars),
  };
}
