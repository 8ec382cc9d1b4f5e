import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Runs of definitions tell by their own rows how far they are: when the part at work began, how often a step failed, and
 * when it is tried again.
 */
export class KeepAttemptsOfSteps1764000055500 implements MigrationInterface {
  readonly name = 'KeepAttemptsOfSteps1764000055500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workflow_runs ADD began_at timestamptz');
    await runner.query(
      `ALTER TABLE execution_steps ADD failures integer NOT NULL DEFAULT '0', ADD retry_at timestamptz`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE execution_steps DROP COLUMN retry_at, DROP COLUMN failures');
    await runner.query('ALTER TABLE workflow_runs DROP COLUMN began_at');
  }
}
