import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is signed in, the programs that speak for them, and a sign-in that belongs to one browser. */
export class CreateSessions1764000027000 implements MigrationInterface {
  readonly name = 'CreateSessions1764000027000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sessions (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      user_id integer NOT NULL,
      sid_sha256 varchar(64) NOT NULL,
      user_agent varchar(300),
      created_at timestamptz NOT NULL DEFAULT now(),
      last_seen_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      CONSTRAINT chk_sessions_sid_sha256 CHECK (sid_sha256 ~ '^[0-9a-f]{64}$'),
      CONSTRAINT uq_sessions_sid_sha256 UNIQUE (sid_sha256),
      CONSTRAINT pk_sessions PRIMARY KEY (id),
      CONSTRAINT fk_sessions_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    )`);
    await runner.query(`CREATE INDEX idx_sessions_user_id ON sessions (user_id)`);
    await runner.query(`CREATE INDEX idx_sessions_expires_at ON sessions (expires_at)`);

    await runner.query(`CREATE TABLE api_tokens (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      user_id integer NOT NULL,
      name varchar(100) NOT NULL,
      token_sha256 varchar(64) NOT NULL,
      beginning varchar(12) NOT NULL,
      scopes text[] NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      last_used_at timestamptz,
      revoked_at timestamptz,
      CONSTRAINT chk_api_tokens_token_sha256 CHECK (token_sha256 ~ '^[0-9a-f]{64}$'),
      CONSTRAINT chk_api_token_scopes
        CHECK (scopes <@ ARRAY['read', 'write', 'admin', 'mcp'] AND cardinality(scopes) > 0),
      CONSTRAINT chk_api_token_expiry CHECK (expires_at <= created_at + interval '366 days'),
      CONSTRAINT uq_api_tokens_token_sha256 UNIQUE (token_sha256),
      CONSTRAINT pk_api_tokens PRIMARY KEY (id),
      CONSTRAINT fk_api_tokens_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    )`);
    await runner.query(`CREATE INDEX idx_api_tokens_user_id ON api_tokens (user_id)`);
    await runner.query(`CREATE INDEX idx_api_tokens_expires_at ON api_tokens (expires_at)`);

    await runner.query(`ALTER TABLE users ADD COLUMN refresh_token_expires_at timestamptz,
      ADD COLUMN token_refresh_until timestamptz`);

    // A sign-in that is under way without a browser it belongs to is begun anew.
    await runner.query(`DELETE FROM oauth_states`);
    await runner.query(`ALTER TABLE oauth_states ADD COLUMN browser_sha256 varchar(64) NOT NULL,
      ALTER COLUMN code_verifier SET NOT NULL, ALTER COLUMN return_to SET NOT NULL`);
    await runner.query(`ALTER TABLE oauth_states
      ADD CONSTRAINT chk_oauth_states_browser_sha256 CHECK (browser_sha256 ~ '^[0-9a-f]{64}$')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE oauth_states DROP COLUMN browser_sha256,
      ALTER COLUMN code_verifier DROP NOT NULL, ALTER COLUMN return_to DROP NOT NULL`);
    await runner.query(`ALTER TABLE users DROP COLUMN refresh_token_expires_at, DROP COLUMN token_refresh_until`);
    await runner.query(`DROP TABLE api_tokens, sessions`);
  }
}
