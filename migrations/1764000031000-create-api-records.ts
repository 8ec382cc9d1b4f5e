import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantPolicy } from '../src/database/tenant-policy.js';

/** What the API keeps: who did what, what a repeated request was answered, and how many requests a minute had. */
export class CreateApiRecords1764000031000 implements MigrationInterface {
  readonly name = 'CreateApiRecords1764000031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log (
        id bigint GENERATED ALWAYS AS IDENTITY,
        installation_id integer NOT NULL,
        repository_id integer,
        actor_id integer,
        actor_login varchar(255) NOT NULL,
        via varchar(20) NOT NULL,
        action varchar(100) NOT NULL,
        object_type varchar(50) NOT NULL,
        object_id varchar(255) NOT NULL,
        details jsonb NOT NULL DEFAULT '{}',
        ip varchar(45),
        request_id varchar(64),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_audit_log PRIMARY KEY (id),
        CONSTRAINT fk_audit_log_installation_id FOREIGN KEY (installation_id) REFERENCES installations (id) ON DELETE CASCADE,
        CONSTRAINT fk_audit_log_repository_id FOREIGN KEY (repository_id) REFERENCES repositories (id) ON DELETE SET NULL,
        CONSTRAINT fk_audit_log_actor_id FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL,
        CONSTRAINT chk_audit_log_via CHECK (via IN ('session', 'token', 'command line'))
      )`);
    await runner.query(`CREATE INDEX idx_audit_log_installation_id ON audit_log (installation_id, id)`);
    await runner.query(`CREATE INDEX idx_audit_log_repository_id ON audit_log (repository_id)`);
    await runner.query(`CREATE INDEX idx_audit_log_actor_id ON audit_log (actor_id)`);
    // Append-only: what a foreign key sets to null is the one change.
    await runner.query(`
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF to_jsonb(OLD) - '{actor_id,repository_id}'::text[] = to_jsonb(NEW) - '{actor_id,repository_id}'::text[]
           AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id)
           AND (NEW.repository_id IS NULL OR NEW.repository_id = OLD.repository_id) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'audit_log is append-only';
      END $$`);
    await runner.query(
      `CREATE TRIGGER trg_audit_log_append_only BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`,
    );
    for (const statement of tenantPolicy('audit_log')) await runner.query(statement);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        user_id integer NOT NULL,
        key varchar(255) NOT NULL,
        request_sha256 char(64) NOT NULL,
        status smallint,
        content_type varchar(100),
        body text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_idempotency_keys PRIMARY KEY (user_id, key),
        CONSTRAINT fk_idempotency_keys_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX idx_idempotency_keys_created_at ON idempotency_keys (created_at)`);
    // Written by every request: what a crash loses is a minute's count.
    await runner.query(`
      CREATE UNLOGGED TABLE request_counts (
        subject varchar(100) NOT NULL,
        minute timestamptz NOT NULL,
        requests integer NOT NULL,
        CONSTRAINT pk_request_counts PRIMARY KEY (subject)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['request_counts', 'idempotency_keys', 'audit_log']) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP FUNCTION refuse_audit_change()`);
  }
}
