import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes that hold all that the lists and the analytics look at, in the lists' order: rows that are not wanted are
 * passed over within an index, and an analysis of a year reads no table. Columns that are mostly empty are indexed
 * where they are not.
 */
export class CoverReads1764000037000 implements MigrationInterface {
  readonly name = 'CoverReads1764000037000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_findings_repository_id, idx_findings_state, idx_findings_severity, idx_findings_category, idx_findings_path,
        idx_findings_dismissal_id, idx_findings_github_comment_id, idx_reviews_repository_id, idx_reviews_outcome, idx_reviews_run_id,
        idx_workflow_runs_without_review;
      CREATE INDEX idx_findings_repository_id ON findings (repository_id, created_at, id)
        INCLUDE (installation_id, pull_request_id, category, severity, state, rule, dismissed_reason);
      CREATE INDEX idx_findings_state ON findings (repository_id, state, created_at, id, severity, category)
        INCLUDE (installation_id, dismissed_until);
      CREATE INDEX idx_findings_severity ON findings (repository_id, severity, created_at, id, category)
        INCLUDE (installation_id);
      CREATE INDEX idx_findings_category ON findings (repository_id, category, created_at, id) INCLUDE (installation_id);
      CREATE INDEX idx_findings_path ON findings (repository_id, path COLLATE "C", created_at, id)
        INCLUDE (installation_id, severity, category, state, dismissed_until);
      CREATE INDEX idx_findings_dismissal_id ON findings (dismissal_id) WHERE dismissal_id IS NOT NULL;
      CREATE INDEX idx_findings_github_comment_id ON findings (github_comment_id) WHERE github_comment_id IS NOT NULL;
      CREATE INDEX idx_reviews_repository_id ON reviews (repository_id, created_at, id)
        INCLUDE (installation_id, pull_request_id, round, outcome, verdict, cost, duration_ms);
      CREATE INDEX idx_reviews_outcome ON reviews (repository_id, outcome, created_at, id)
        INCLUDE (installation_id, pull_request_id);
      CREATE INDEX idx_reviews_run_id ON reviews (run_id) INCLUDE (installation_id);
      CREATE INDEX idx_workflow_runs_without_review ON workflow_runs (repository_id, queued_at, id)
        INCLUDE (installation_id, pull_request_id, outcome)
        WHERE workflow_type = 'pr_review' AND (status IN ('pending', 'running') OR outcome IN ('skipped', 'failed'));
      CREATE INDEX idx_pull_requests_repository_id ON pull_requests (repository_id)
        INCLUDE (id, installation_id, author, origin, state, opened_at, merged_at, additions, deletions);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX idx_pull_requests_repository_id, idx_findings_repository_id, idx_findings_state, idx_findings_severity,
        idx_findings_category, idx_findings_path, idx_findings_dismissal_id, idx_findings_github_comment_id, idx_reviews_repository_id,
        idx_reviews_outcome, idx_reviews_run_id, idx_workflow_runs_without_review;
      CREATE INDEX idx_workflow_runs_without_review ON workflow_runs (repository_id, queued_at)
        WHERE workflow_type = 'pr_review' AND (status IN ('pending', 'running') OR outcome IN ('skipped', 'failed'));
      CREATE INDEX idx_reviews_run_id ON reviews (run_id);
      CREATE INDEX idx_reviews_outcome ON reviews (repository_id, outcome, created_at);
      CREATE INDEX idx_reviews_repository_id ON reviews (repository_id, created_at);
      CREATE INDEX idx_findings_github_comment_id ON findings (github_comment_id);
      CREATE INDEX idx_findings_dismissal_id ON findings (dismissal_id);
      CREATE INDEX idx_findings_path ON findings (repository_id, path COLLATE "C", created_at);
      CREATE INDEX idx_findings_category ON findings (repository_id, category, created_at);
      CREATE INDEX idx_findings_severity ON findings (repository_id, severity, created_at);
      CREATE INDEX idx_findings_state ON findings (repository_id, state, created_at);
      CREATE INDEX idx_findings_repository_id ON findings (repository_id, created_at);
    `);
  }
}
