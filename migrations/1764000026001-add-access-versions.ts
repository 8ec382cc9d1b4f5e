import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counted up when GitHub says that who may see what has changed: answers that are kept are asked for again then. */
export class AddAccessVersions1764000026001 implements MigrationInterface {
  readonly name = 'AddAccessVersions1764000026001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['installations', 'users']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN access_version integer NOT NULL DEFAULT 0`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['installations', 'users']) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN access_version`);
    }
  }
}
