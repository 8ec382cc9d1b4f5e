import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns with secrets take Fernet tokens only. */
const COLUMNS = [
  ['users', 'access_token_encrypted'],
  ['users', 'refresh_token_encrypted'],
  ['integrations', 'credentials_encrypted'],
] as const;

export class CheckStoredSecrets1764000013000 implements MigrationInterface {
  readonly name = 'CheckStoredSecrets1764000013000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) {
      await runner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT chk_${table}_${column} CHECK (${column} ~ '^gAAAAA[A-D][A-Za-z0-9_-]{91,}={0,2}$')`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS) {
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT chk_${table}_${column}`);
    }
  }
}
