import { DANA } from './demo-authors.js';
import { type DemoCommit, edit, on } from './demo-commit.js';

const BRANCH = 'currencies';

export const CURRENCIES_PULL = {
  head: BRANCH,
  base: 'main',
  title: 'Amounts say their currency',
  body: 'Customers from Switzerland pay in francs. `formatCents` is told the currency, and whoever calls it has to know.',
  user: DANA.login,
};

/** Changes what `formatCents` wants, which the pull request under review calls as it was. */
export const CURRENCIES_COMMITS: readonly DemoCommit[] = [
  on(BRANCH, DANA, '2025-09-04T08:40:00Z', 'Format an amount with its currency', [
    edit(
      'src/money.ts',
      '/** Euro and cents for people, such as 12.05. */\nexport function formatCents(cents: number): string {\n  return (cents / 100).toFixed(2);',
      "export type Currency = 'EUR' | 'CHF';\n\n/** An amount for people, such as 12.05 EUR. */\nexport function formatCents(cents: number, currency: Currency): string {\n  return (cents / 100).toFixed(2) + ' ' + currency;",
    ),
    edit(
      'src/mail/send-receipt.ts',
      "formatCents(receipt.totalCents) + ' EUR'",
      "formatCents(receipt.totalCents, 'EUR')",
    ),
    edit('src/payments/refund.ts', "formatCents(cents) + ' EUR'", "formatCents(cents, 'EUR')"),
    edit('test/money.test.ts', "formatCents(1205)).toBe('12.05')", "formatCents(1205, 'EUR')).toBe('12.05 EUR')"),
  ]),
];
