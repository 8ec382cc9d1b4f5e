import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People say whether they are named as somebody who knows code. */
export class AddIsNamed1764000056000 implements MigrationInterface {
  readonly name = 'AddIsNamed1764000056000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN is_named boolean NOT NULL DEFAULT true');
    await runner.query('CREATE INDEX idx_users_unnamed ON users (github_id) WHERE NOT is_named');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_users_unnamed');
    await runner.query('ALTER TABLE users DROP COLUMN is_named');
  }
}
