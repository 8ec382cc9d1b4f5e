import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the check of a review may fail, so that it can follow a dismissal; of earlier reviews it is not known. */
export class KeepFailCheck1764000060100 implements MigrationInterface {
  readonly name = 'KeepFailCheck1764000060100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reviews ADD COLUMN fail_check boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reviews DROP COLUMN fail_check');
  }
}
