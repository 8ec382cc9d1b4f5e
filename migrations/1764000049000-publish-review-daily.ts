import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was reviewed on each day (UTC) in each repository, for reports: `mv_review_daily` is computed by the hour, what
 * became of findings is as of then. A materialised view knows no policies: `review_daily` shows of it what the policy of
 * `installations` lets its reader see, and nothing of ours but that view reads the other one.
 */
export class PublishReviewDaily1764000049000 implements MigrationInterface {
  readonly name = 'PublishReviewDaily1764000049000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE MATERIALIZED VIEW mv_review_daily AS
      WITH rounds AS (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, installation_id, repository_id,
               count(*) FILTER (WHERE outcome = 'reviewed') AS reviewed, count(*) FILTER (WHERE outcome = 'partial') AS partial,
               count(*) FILTER (WHERE outcome = 'skipped') AS skipped, count(*) FILTER (WHERE outcome = 'failed') AS failed,
               count(DISTINCT pull_request_id) AS pull_requests, sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out,
               sum(tokens_cached) AS tokens_cached, sum(cost) AS cost,
               round(avg(duration_ms) FILTER (WHERE outcome IN ('reviewed', 'partial')) / 1000, 2) AS avg_duration_seconds
          FROM reviews GROUP BY 1, 2, 3),
      found AS (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, installation_id, repository_id, count(*) AS findings,
               count(*) FILTER (WHERE severity = 'must-fix') AS must_fix, count(*) FILTER (WHERE state = 'fixed') AS fixed,
               count(*) FILTER (WHERE state = 'dismissed') AS dismissed
          FROM findings GROUP BY 1, 2, 3)
      SELECT day, installation_id, repository_id, reviewed, partial, skipped, failed, pull_requests,
             COALESCE(findings, 0) AS findings, COALESCE(must_fix, 0) AS must_fix, COALESCE(fixed, 0) AS fixed,
             COALESCE(dismissed, 0) AS dismissed, tokens_in, tokens_out, tokens_cached, cost, avg_duration_seconds
        FROM rounds LEFT JOIN found USING (day, installation_id, repository_id)`);
    await runner.query(
      'CREATE UNIQUE INDEX uq_mv_review_daily ON mv_review_daily (day, installation_id, repository_id)',
    );
    await runner.query(`CREATE VIEW review_daily WITH (security_invoker = true, security_barrier = true) AS
      SELECT d.day, d.installation_id, i.account_login AS account, d.repository_id, r.full_name AS repository, d.reviewed,
             d.partial, d.skipped, d.failed, d.pull_requests, d.findings, d.must_fix, d.fixed, d.dismissed, d.tokens_in,
             d.tokens_out, d.tokens_cached, d.cost, d.avg_duration_seconds
        FROM mv_review_daily d JOIN installations i ON i.id = d.installation_id JOIN repositories r ON r.id = d.repository_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW review_daily');
    await runner.query('DROP MATERIALIZED VIEW mv_review_daily');
  }
}
