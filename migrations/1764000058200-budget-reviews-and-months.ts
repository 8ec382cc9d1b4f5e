import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Budgets of a single review, and in tokens of a month: each in dollars and in tokens. */
export class BudgetReviewsAndMonths1764000058200 implements MigrationInterface {
  readonly name = 'BudgetReviewsAndMonths1764000058200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE budgets ADD COLUMN review_dollars numeric(12,2), ADD COLUMN review_tokens bigint,
      ADD COLUMN monthly_tokens bigint,
      DROP CONSTRAINT chk_budget_amounts,
      ADD CONSTRAINT chk_budget_amounts CHECK (review_dollars >= 0 AND review_tokens >= 0 AND daily_dollars >= 0
        AND daily_tokens >= 0 AND monthly_dollars >= 0 AND monthly_tokens >= 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // One that has none of the older amounts is none.
    await runner.query(
      'DELETE FROM budgets WHERE daily_dollars IS NULL AND monthly_dollars IS NULL AND daily_tokens IS NULL',
    );
    await runner.query(`ALTER TABLE budgets DROP CONSTRAINT chk_budget_amounts,
      DROP COLUMN review_dollars, DROP COLUMN review_tokens, DROP COLUMN monthly_tokens,
      ADD CONSTRAINT chk_budget_amounts CHECK (daily_dollars >= 0 AND monthly_dollars >= 0 AND daily_tokens >= 0)`);
  }
}
