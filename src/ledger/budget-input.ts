import { z } from 'zod';

const dollars = z
  .number()
  .min(0)
  .max(1_000_000)
  // The column holds cents.
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'it takes whole cents')
  .nullable()
  .default(null);
const tokens = z.number().int().min(0).max(1e12).nullable().default(null);
const amounts = {
  review_dollars: dollars.describe('US dollars of one review; null: no limit'),
  review_tokens: tokens.describe('Tokens of one review, cached ones included; null: no limit'),
  daily_dollars: dollars.describe('US dollars of a day (UTC); null: no limit'),
  daily_tokens: tokens.describe('Tokens of a day, cached ones included; null: no limit'),
  monthly_dollars: dollars.describe('US dollars of a calendar month (UTC); null: no limit'),
  monthly_tokens: tokens.describe('Tokens of a calendar month, cached ones included; null: no limit'),
};

/** The amounts of one budget, as the API takes and gives them. */
export const BudgetAmounts = z.strictObject(amounts);
export type BudgetAmounts = z.output<typeof BudgetAmounts>;

/** Their names, in the order in which they are shown and stored. */
export const AMOUNT_NAMES = BudgetAmounts.keyof().options;

/** The amounts alone of what has more. Pure. */
export function amountsOf(of: BudgetAmounts): BudgetAmounts {
  const { review_dollars, review_tokens, daily_dollars, daily_tokens, monthly_dollars, monthly_tokens } = of;
  return { review_dollars, review_tokens, daily_dollars, daily_tokens, monthly_dollars, monthly_tokens };
}

/** All budgets of an installation: what is not named has none afterwards (`PUT /installations/{id}/budgets`). */
export const BudgetInput = z.strictObject({
  installation: BudgetAmounts.prefault({}),
  repositories: z
    .array(z.strictObject({ repository: z.string().min(1).max(512), ...amounts }))
    .max(1000)
    .default([])
    .superRefine((list, context) => {
      const seen = new Set<string>();
      for (const [index, { repository }] of list.entries()) {
        if (seen.has(repository.toLowerCase()))
          context.addIssue({ code: 'custom', path: [index, 'repository'], message: 'it is named twice' });
        seen.add(repository.toLowerCase());
      }
    }),
});
export type BudgetInput = z.output<typeof BudgetInput>;
