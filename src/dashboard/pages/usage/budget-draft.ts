import type { BudgetAmounts, BudgetInput } from '../../../ledger/budget-input.js';
import type { Budgets } from './budgets-query.js';

export const AMOUNTS = [
  'review_dollars',
  'daily_dollars',
  'monthly_dollars',
  'review_tokens',
  'daily_tokens',
  'monthly_tokens',
] as const;
/** As it is typed; empty: no limit. */
export type TypedAmounts = Record<(typeof AMOUNTS)[number], string>;

export interface BudgetDraft {
  /** Of the budgets that it began with. */
  hash: string;
  installation: TypedAmounts;
  repositories: readonly (TypedAmounts & { repository: string })[];
}

/** Each amount by `of`. */
function each<T>(of: (name: (typeof AMOUNTS)[number]) => T): Record<(typeof AMOUNTS)[number], T> {
  return {
    review_dollars: of('review_dollars'),
    daily_dollars: of('daily_dollars'),
    monthly_dollars: of('monthly_dollars'),
    review_tokens: of('review_tokens'),
    daily_tokens: of('daily_tokens'),
    monthly_tokens: of('monthly_tokens'),
  };
}

export const NO_AMOUNTS: TypedAmounts = each(() => '');

const typed = (amounts: BudgetAmounts): TypedAmounts => each((name) => amounts[name]?.toString() ?? '');

/** Budgets as a form shows them. Pure. */
export function draftOf({ hash, installation, repositories }: Budgets): BudgetDraft {
  return {
    hash,
    installation: typed(installation),
    repositories: repositories.map((one) => ({ ...typed(one), repository: one.repository })),
  };
}

const amount = (text: string): number | null => (text.trim() === '' ? null : Number(text));
const amounts = (of: TypedAmounts): BudgetAmounts => each((name) => amount(of[name]));

/** What the API takes: all budgets, of a repository only where it has one, and what they are to replace. Pure. */
export function budgetsOf({ hash, installation, repositories }: BudgetDraft): BudgetInput & { hash: string } {
  return {
    hash,
    installation: amounts(installation),
    repositories: repositories
      .map((one) => ({ repository: one.repository, ...amounts(one) }))
      .filter((one) => AMOUNTS.some((name) => one[name] !== null)),
  };
}
