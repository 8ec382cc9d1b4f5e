import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes over an installation in the lists' order, which hold all that the lists look at: who sees most of an
 * installation gets its newest rows without a look at each repository. They take the place of those that only found an
 * installation's rows.
 */
export class WalkNewest1764000038000 implements MigrationInterface {
  readonly name = 'WalkNewest1764000038000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_findings_installation_id, idx_reviews_installation_id;
      CREATE INDEX idx_findings_installation_id ON findings (installation_id, created_at, id)
        INCLUDE (repository_id, state, severity, category, dismissed_until);
      CREATE INDEX idx_reviews_installation_id ON reviews (installation_id, created_at, id)
        INCLUDE (repository_id, pull_request_id, outcome);
      CREATE INDEX idx_workflow_runs_newest ON workflow_runs (installation_id, queued_at, id)
        INCLUDE (repository_id, pull_request_id, outcome)
        WHERE workflow_type = 'pr_review' AND (status IN ('pending', 'running') OR outcome IN ('skipped', 'failed'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_findings_installation_id, idx_reviews_installation_id, idx_workflow_runs_newest;
      CREATE INDEX idx_findings_installation_id ON findings (installation_id);
      CREATE INDEX idx_reviews_installation_id ON reviews (installation_id);
    `);
  }
}
