import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Open runs of an installation are counted whenever one is queued: that may not cost more with each run that has ended. */
export class IndexOpenRuns1764000019000 implements MigrationInterface {
  readonly name = 'IndexOpenRuns1764000019000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX idx_workflow_runs_open ON workflow_runs (installation_id, workflow_id)
        WHERE status IN ('pending', 'running')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_workflow_runs_open');
  }
}
