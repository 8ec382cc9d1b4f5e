import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When GitHub last changed an installation, so that an event that comes late does not undo a newer one. */
export class AddInstallationUpdate1764000016000 implements MigrationInterface {
  readonly name = 'AddInstallationUpdate1764000016000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE installations ADD github_updated_at TIMESTAMP WITH TIME ZONE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE installations DROP COLUMN github_updated_at`);
  }
}
