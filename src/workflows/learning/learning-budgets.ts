import type { BudgetLimits } from '../../claude/model-budget.js';

/** What may be spent on what people wrote in one pull request, whatever becomes of it. */
const PULL = { name: 'learning', tokens: 60_000, dollars: 0.01 };

/** The same within the day of the installation. */
export function learningBudgets(limits: BudgetLimits): BudgetLimits {
  return {
    ...limits,
    name: PULL.name,
    reviewTokens: Math.min(PULL.tokens, limits.reviewTokens),
    reviewDollars: Math.min(PULL.dollars, limits.reviewDollars),
  };
}
