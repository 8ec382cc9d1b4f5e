import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When GitHub last changed a pull request, so that a page of an import that comes late does not undo a newer state. */
export class AddGraphPullUpdate1764000024000 implements MigrationInterface {
  readonly name = 'AddGraphPullUpdate1764000024000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE graph_pull_requests ADD updated_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE graph_pull_requests DROP COLUMN updated_at`);
  }
}
