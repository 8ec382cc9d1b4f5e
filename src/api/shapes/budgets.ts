import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { amountsOf } from '../../ledger/budget-input.js';
import type { Budgets as StoredBudgets, BudgetState } from '../../ledger/read-budgets.js';

const limit = z.number().nullable().openapi({ description: 'Null: no limit' });

/** One budget and how far it is spent. */
export const Budget = z.object({
  review_dollars: limit,
  review_tokens: limit,
  daily_dollars: limit,
  daily_tokens: limit,
  monthly_dollars: limit,
  monthly_tokens: limit,
  spent: z.object({
    daily_dollars: z.number(),
    daily_tokens: z.number(),
    monthly_dollars: z.number(),
    monthly_tokens: z.number(),
  }),
  set_by: z.string().nullable(),
  set_at: z.iso.datetime().nullable(),
});

/** All budgets of an installation. */
export const Budgets = z.object({
  installation: Budget,
  repositories: z
    .array(Budget.extend({ repository: z.string() }))
    .openapi({ description: 'Those with a budget of their own' }),
  day_ends: z.iso.datetime(),
  month_ends: z.iso.datetime(),
  hash: z.string().openapi({ description: 'Of what is set: another one as soon as somebody changes an amount' }),
});

/** Pure. */
export function budgetShown({ spent, set_by, set_at, ...budget }: BudgetState) {
  return { ...amountsOf(budget), spent, set_by, set_at: set_at?.toISOString() ?? null };
}

/** Of all amounts, and not of what is spent of them. Pure. */
export function hashOfBudgets({ installation, repositories }: StoredBudgets): string {
  const set = [amountsOf(installation), repositories.map((one) => [one.repository, amountsOf(one)])];
  return createHash('sha256').update(JSON.stringify(set)).digest('hex');
}

/** Pure. */
export function budgetsShown(stored: StoredBudgets) {
  const { installation, repositories, day_ends, month_ends } = stored;
  return {
    installation: budgetShown(installation),
    repositories: repositories.map((one) => ({ ...budgetShown(one), repository: one.repository })),
    day_ends: day_ends.toISOString(),
    month_ends: month_ends.toISOString(),
    hash: hashOfBudgets(stored),
  };
}
