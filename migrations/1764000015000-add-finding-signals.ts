import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people say of a finding without words: thumbs, and the thread they resolved. */
export class AddFindingSignals1764000015000 implements MigrationInterface {
  readonly name = 'AddFindingSignals1764000015000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE findings ADD thumbs_up integer NOT NULL DEFAULT '0', ADD thumbs_down integer NOT NULL DEFAULT '0'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE findings DROP COLUMN thumbs_up, DROP COLUMN thumbs_down`);
  }
}
