import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many people the check of a review waits for, and what it says when they have come. */
export class WantPeople1764000057600 implements MigrationInterface {
  readonly name = 'WantPeople1764000057600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reviews ADD COLUMN people_wanted jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reviews DROP COLUMN people_wanted');
  }
}
