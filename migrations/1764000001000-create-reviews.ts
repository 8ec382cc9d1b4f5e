import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reviews, their findings, and what the writers to GitHub and the sweeps remember. */
export class CreateReviews1764000001000 implements MigrationInterface {
  readonly name = 'CreateReviews1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE reviews (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer NOT NULL,
      repository_id integer NOT NULL,
      pull_request_id uuid NOT NULL,
      run_id uuid,
      pull_number integer NOT NULL,
      head_sha varchar(64) NOT NULL,
      base_sha varchar(64) NOT NULL,
      round integer NOT NULL DEFAULT '1',
      trigger varchar(512) NOT NULL,
      outcome varchar(20) NOT NULL,
      reason text,
      verdict varchar(30),
      summary text,
      coverage jsonb NOT NULL DEFAULT '{}',
      model varchar(100),
      tokens_in integer NOT NULL DEFAULT '0',
      tokens_out integer NOT NULL DEFAULT '0',
      tokens_cached integer NOT NULL DEFAULT '0',
      cost numeric(12,6) NOT NULL DEFAULT '0',
      duration_ms integer,
      github_review_id bigint,
      check_run_id bigint,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT chk_review_counts CHECK (round > 0 AND tokens_in >= 0 AND tokens_out >= 0 AND tokens_cached >= 0 AND cost >= 0),
      CONSTRAINT chk_review_reason CHECK (outcome = 'reviewed' OR reason IS NOT NULL),
      CONSTRAINT chk_review_verdict CHECK (verdict IN ('APPROVE', 'REQUEST_CHANGES', 'NEEDS_DISCUSSION')),
      CONSTRAINT chk_review_outcome CHECK (outcome IN ('reviewed', 'partial', 'skipped', 'failed')),
      CONSTRAINT pk_reviews PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE INDEX idx_reviews_run_id ON reviews (run_id)`);
    await runner.query(`CREATE INDEX idx_reviews_pull_request_id ON reviews (pull_request_id, round)`);
    await runner.query(`CREATE INDEX idx_reviews_installation_id ON reviews (installation_id)`);
    await runner.query(`
      CREATE UNIQUE INDEX uq_reviews_head ON reviews (repository_id, pull_number, head_sha, trigger)
        WHERE outcome IN ('reviewed', 'partial')
    `);
    await runner.query(`CREATE TABLE findings (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer NOT NULL,
      repository_id integer NOT NULL,
      pull_request_id uuid NOT NULL,
      review_id uuid NOT NULL,
      handle integer NOT NULL,
      fingerprint varchar(128) NOT NULL,
      rule varchar(255) NOT NULL,
      severity varchar(20) NOT NULL,
      category varchar(20) NOT NULL,
      title text NOT NULL,
      body text NOT NULL,
      path text NOT NULL,
      side varchar(5) NOT NULL DEFAULT 'RIGHT',
      line integer NOT NULL,
      start_line integer,
      quote text NOT NULL DEFAULT '',
      evidence jsonb NOT NULL DEFAULT '{}',
      suggestion text,
      anchored boolean NOT NULL DEFAULT true,
      state varchar(20) NOT NULL DEFAULT 'open',
      fixed_in varchar(64),
      dismissed_reason text,
      dismissed_by varchar(255),
      dismissed_until timestamptz,
      github_comment_id bigint,
      github_comment_node_id varchar(255),
      github_thread_id varchar(255),
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT uq_findings_pull_request_id_handle UNIQUE (pull_request_id, handle),
      CONSTRAINT chk_finding_handle CHECK (handle > 0),
      CONSTRAINT chk_finding_lines CHECK (line > 0 AND (start_line IS NULL OR (start_line > 0 AND start_line <= line))),
      CONSTRAINT chk_finding_category CHECK (category IN ('security', 'bug', 'performance', 'quality', 'tests', 'dependencies', 'workflow')),
      CONSTRAINT chk_finding_severity CHECK (severity IN ('must-fix', 'should-fix', 'minor', 'pre-existing')),
      CONSTRAINT chk_finding_side CHECK (side IN ('LEFT', 'RIGHT')),
      CONSTRAINT chk_finding_state CHECK (state IN ('open', 'fixed', 'dismissed', 'outdated')),
      CONSTRAINT pk_findings PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE INDEX idx_findings_review_id ON findings (review_id)`);
    await runner.query(`CREATE INDEX idx_findings_repository_id ON findings (repository_id, state)`);
    await runner.query(`CREATE INDEX idx_findings_installation_id ON findings (installation_id)`);
    await runner.query(`CREATE INDEX idx_findings_fingerprint ON findings (pull_request_id, fingerprint)`);
    await runner.query(`CREATE TABLE sync_cursors (
      name varchar(255) NOT NULL,
      value jsonb NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT pk_sync_cursors PRIMARY KEY (name)
    )`);
    await runner.query(`CREATE TABLE write_limits (
      installation_id integer NOT NULL,
      next_write_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT pk_write_limits PRIMARY KEY (installation_id)
    )`);
    await runner.query(`
      ALTER TABLE reviews ADD CONSTRAINT fk_reviews_installation_id
        FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE reviews ADD CONSTRAINT fk_reviews_repository_id
        FOREIGN KEY (repository_id) REFERENCES repositories(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE reviews ADD CONSTRAINT fk_reviews_pull_request_id
        FOREIGN KEY (pull_request_id) REFERENCES pull_requests(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE reviews ADD CONSTRAINT fk_reviews_run_id
        FOREIGN KEY (run_id) REFERENCES workflow_runs(id) ON DELETE SET NULL
    `);
    await runner.query(`
      ALTER TABLE findings ADD CONSTRAINT fk_findings_installation_id
        FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE findings ADD CONSTRAINT fk_findings_repository_id
        FOREIGN KEY (repository_id) REFERENCES repositories(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE findings ADD CONSTRAINT fk_findings_pull_request_id
        FOREIGN KEY (pull_request_id) REFERENCES pull_requests(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE findings ADD CONSTRAINT fk_findings_review_id
        FOREIGN KEY (review_id) REFERENCES reviews(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE write_limits ADD CONSTRAINT fk_write_limits_installation_id
        FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    `);
    await runner.query(`
      CREATE TRIGGER trg_reviews_updated_at
        BEFORE UPDATE ON reviews FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()
    `);
    await runner.query(`
      CREATE TRIGGER trg_findings_updated_at
        BEFORE UPDATE ON findings FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()
    `);
    await runner.query(`
      CREATE TRIGGER trg_sync_cursors_updated_at
        BEFORE UPDATE ON sync_cursors FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE write_limits, sync_cursors, findings, reviews`);
  }
}
