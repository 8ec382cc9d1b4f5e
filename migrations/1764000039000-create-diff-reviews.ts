import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTenantPolicy, tenantPolicy } from '../src/database/tenant-policy.js';

/** Reviews of diffs that were not pushed: asked for by a person, answered to that person, posted nowhere. */
export class CreateDiffReviews1764000039000 implements MigrationInterface {
  readonly name = 'CreateDiffReviews1764000039000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE diff_reviews (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer NOT NULL,
      repository_id integer NOT NULL,
      user_id integer NOT NULL,
      key varchar(64) NOT NULL,
      base varchar(255),
      base_sha varchar(64),
      title varchar(300) NOT NULL DEFAULT '',
      diff text,
      status varchar(20) NOT NULL DEFAULT 'pending',
      phase varchar(40),
      result jsonb,
      checkpoints jsonb NOT NULL DEFAULT '{}',
      error_message text,
      model_tokens bigint NOT NULL DEFAULT '0',
      model_cost numeric(14,6) NOT NULL DEFAULT '0',
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      completed_at timestamptz,
      CONSTRAINT chk_diff_review_status CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
      CONSTRAINT chk_diff_review_ended CHECK ((status IN ('pending', 'running')) = (completed_at IS NULL)),
      CONSTRAINT chk_diff_review_diff CHECK (completed_at IS NULL OR diff IS NULL),
      CONSTRAINT chk_diff_review_model_use CHECK (model_tokens >= 0 AND model_cost >= 0),
      CONSTRAINT pk_diff_reviews PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE INDEX idx_diff_reviews_installation_id ON diff_reviews (installation_id)`);
    await runner.query(`CREATE INDEX idx_diff_reviews_repository_id ON diff_reviews (repository_id)`);
    await runner.query(`CREATE INDEX idx_diff_reviews_user_id ON diff_reviews (user_id, key, created_at)`);
    await runner.query(`CREATE INDEX idx_diff_reviews_created_at ON diff_reviews (created_at)`);
    for (const [column, table] of [
      ['installation_id', 'installations'],
      ['repository_id', 'repositories'],
      ['user_id', 'users'],
    ] as const)
      await runner.query(
        `ALTER TABLE diff_reviews ADD CONSTRAINT fk_diff_reviews_${column}
           FOREIGN KEY (${column}) REFERENCES ${table}(id) ON DELETE CASCADE`,
      );
    for (const statement of tenantPolicy('diff_reviews')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of dropTenantPolicy('diff_reviews')) await runner.query(statement);
    await runner.query('DROP TABLE diff_reviews');
  }
}
