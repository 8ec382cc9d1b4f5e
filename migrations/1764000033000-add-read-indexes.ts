import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the lists of the API look for, newest first in each repository; and what a review was given beside the change,
 * which only its texts told so far.
 */
export class AddReadIndexes1764000033000 implements MigrationInterface {
  readonly name = 'AddReadIndexes1764000033000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reviews ADD context jsonb NOT NULL DEFAULT '{}', ADD model_parts jsonb NOT NULL DEFAULT '{}';
      DROP INDEX idx_findings_repository_id;
      CREATE INDEX idx_findings_repository_id ON findings (repository_id, created_at);
      CREATE INDEX idx_findings_state ON findings (repository_id, state, created_at);
      CREATE INDEX idx_findings_severity ON findings (repository_id, severity, created_at);
      CREATE INDEX idx_findings_category ON findings (repository_id, category, created_at);
      CREATE INDEX idx_findings_dismissed_until ON findings (repository_id, dismissed_until)
        WHERE state = 'dismissed' AND dismissed_until IS NOT NULL;
      CREATE INDEX idx_findings_path ON findings (repository_id, path COLLATE "C", created_at);
      CREATE INDEX idx_reviews_outcome ON reviews (repository_id, outcome, created_at);
      CREATE INDEX idx_pull_requests_author ON pull_requests (repository_id, lower(author));
      CREATE INDEX idx_workflow_runs_without_review ON workflow_runs (repository_id, queued_at)
        WHERE workflow_type = 'pr_review' AND (status IN ('pending', 'running') OR outcome IN ('skipped', 'failed'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_workflow_runs_without_review;
      DROP INDEX idx_pull_requests_author;
      DROP INDEX idx_reviews_outcome;
      DROP INDEX idx_findings_path;
      DROP INDEX idx_findings_dismissed_until;
      DROP INDEX idx_findings_category;
      DROP INDEX idx_findings_severity;
      DROP INDEX idx_findings_state;
      DROP INDEX idx_findings_repository_id;
      CREATE INDEX idx_findings_repository_id ON findings (repository_id, state);
      ALTER TABLE reviews DROP COLUMN model_parts, DROP COLUMN context;
    `);
  }
}
