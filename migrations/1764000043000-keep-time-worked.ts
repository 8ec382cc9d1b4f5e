import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `status IN ('pending', 'running') AND workflow_version IS NOT NULL`;

/**
 * Runs of definitions: what they have worked of their time, over their waits; and the two looks of `admit-executions.ts`,
 * at those at work of an installation and at those that wait, each in an index of its own.
 */
export class KeepTimeWorked1764000043000 implements MigrationInterface {
  readonly name = 'KeepTimeWorked1764000043000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workflow_runs ADD worked_ms integer NOT NULL DEFAULT '0'`);
    await runner.query('DROP INDEX idx_workflow_runs_queue');
    await runner.query(`CREATE INDEX idx_workflow_runs_at_work ON workflow_runs (installation_id, workflow_id)
      WHERE ${OPEN} AND engine_id IS NOT NULL`);
    await runner.query(`CREATE INDEX idx_workflow_runs_waiting ON workflow_runs (installation_id, workflow_id, queued_at, id)
      WHERE ${OPEN} AND engine_id IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_workflow_runs_waiting');
    await runner.query('DROP INDEX idx_workflow_runs_at_work');
    await runner.query(`CREATE INDEX idx_workflow_runs_queue ON workflow_runs (workflow_id, installation_id, queued_at, id)
      WHERE ${OPEN}`);
    await runner.query('ALTER TABLE workflow_runs DROP COLUMN worked_ms');
  }
}
