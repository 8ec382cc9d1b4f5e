import type { BudgetAmounts, BudgetInput } from '../../../ledger/budget-input.js';
import type { Budgets } from './budgets-card.js';

export const AMOUNTS = ['daily_dollars', 'monthly_dollars', 'daily_tokens'] as const;
/** As it is typed; empty: no limit. */
export type TypedAmounts = Record<(typeof AMOUNTS)[number], string>;

export interface BudgetDraft {
  installation: TypedAmounts;
  repositories: readonly (TypedAmounts & { repository: string })[];
}

export const NO_AMOUNTS: TypedAmounts = { daily_dollars: '', monthly_dollars: '', daily_tokens: '' };

const typed = (amounts: BudgetAmounts): TypedAmounts => ({
  daily_dollars: amounts.daily_dollars?.toString() ?? '',
  monthly_dollars: amounts.monthly_dollars?.toString() ?? '',
  daily_tokens: amounts.daily_tokens?.toString() ?? '',
});

/** Budgets as a form shows them. Pure. */
export function draftOf({ installation, repositories }: Budgets): BudgetDraft {
  return {
    installation: typed(installation),
    repositories: repositories.map((one) => ({ ...typed(one), repository: one.repository })),
  };
}

const amount = (text: string): number | null => (text.trim() === '' ? null : Number(text));
const amounts = (of: TypedAmounts): BudgetAmounts => ({
  daily_dollars: amount(of.daily_dollars),
  monthly_dollars: amount(of.monthly_dollars),
  daily_tokens: amount(of.daily_tokens),
});

/** What the API takes: all budgets, of a repository only where it has one. Pure. */
export function budgetsOf({ installation, repositories }: BudgetDraft): BudgetInput {
  return {
    installation: amounts(installation),
    repositories: repositories
      .map((one) => ({ repository: one.repository, ...amounts(one) }))
      .filter((one) => AMOUNTS.some((name) => one[name] !== null)),
  };
}
