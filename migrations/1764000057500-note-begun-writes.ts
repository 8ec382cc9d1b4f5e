import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which writes to GitHub a run has begun: of one that it has not, nothing needs to be looked up there. */
export class NoteBegunWrites1764000057500 implements MigrationInterface {
  readonly name = 'NoteBegunWrites1764000057500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workflow_runs ADD COLUMN begun_writes text[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workflow_runs DROP COLUMN begun_writes');
  }
}
