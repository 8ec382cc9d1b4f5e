import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a review said of the risk, for conditions of workflows; of earlier reviews it is not known. */
export class KeepRiskOfReviews1764000045000 implements MigrationInterface {
  readonly name = 'KeepRiskOfReviews1764000045000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE reviews ADD COLUMN risk varchar(10), ADD CONSTRAINT chk_review_risk CHECK (risk IN ('low', 'medium', 'high'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reviews DROP COLUMN risk');
  }
}
