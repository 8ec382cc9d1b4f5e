import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEX = (
  more: string,
) => `CREATE INDEX idx_workflow_runs_without_review ON workflow_runs (repository_id, queued_at, id)
    INCLUDE (installation_id, pull_request_id, outcome)
    WHERE workflow_type = 'pr_review'${more} AND (status IN ('pending', 'running') OR outcome IN ('skipped', 'failed'))`;

/** A workflow of that name that people define is no review, and stands in no index of reviews. */
export class IndexRunsOfReviews1764000040600 implements MigrationInterface {
  readonly name = 'IndexRunsOfReviews1764000040600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_workflow_runs_without_review');
    await runner.query(INDEX(' AND workflow_version IS NULL'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_workflow_runs_without_review');
    await runner.query(INDEX(''));
  }
}
