import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTenantPolicy, tenantPolicy } from '../src/database/tenant-policy.js';

const KINDS = `'review', 'finding', 'scan', 'execution'`;

/**
 * Settings tried on merged pull requests: what was asked for, and each review of it, so that nothing is paid for twice.
 * The live stream tells how far one is.
 */
export class CreateReplays1764000055000 implements MigrationInterface {
  readonly name = 'CreateReplays1764000055000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE replays (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer NOT NULL,
      repository_id integer NOT NULL,
      user_id integer,
      pull_requests integer NOT NULL,
      settings jsonb NOT NULL,
      status varchar(20) NOT NULL DEFAULT 'pending',
      reason text,
      model varchar(100),
      head_sha varchar(64),
      reviews_total integer,
      reviews_done integer NOT NULL DEFAULT '0',
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      completed_at timestamptz,
      CONSTRAINT chk_replay_status CHECK (status IN ('pending', 'running', 'completed', 'stopped', 'failed', 'cancelled')),
      CONSTRAINT chk_replay_ended CHECK ((status IN ('pending', 'running')) = (completed_at IS NULL)),
      CONSTRAINT chk_replay_done CHECK (reviews_done >= 0),
      CONSTRAINT pk_replays PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE INDEX idx_replays_installation_id ON replays (installation_id)`);
    await runner.query(`CREATE INDEX idx_replays_repository_id ON replays (repository_id, created_at, id)`);
    await runner.query(`CREATE INDEX idx_replays_user_id ON replays (user_id)`);
    await runner.query(`CREATE INDEX idx_replays_created_at ON replays (created_at)`);
    await runner.query(`CREATE TABLE replay_reviews (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer NOT NULL,
      repository_id integer NOT NULL,
      replay_id uuid NOT NULL,
      setting integer NOT NULL,
      pull_number integer NOT NULL,
      title varchar(300) NOT NULL DEFAULT '',
      author varchar(255),
      merged_at timestamptz NOT NULL,
      merge_sha varchar(64),
      status varchar(20) NOT NULL DEFAULT 'pending',
      error_message text,
      result jsonb,
      checkpoints jsonb NOT NULL DEFAULT '{}',
      model_tokens bigint NOT NULL DEFAULT '0',
      model_cost numeric(14,6) NOT NULL DEFAULT '0',
      started_at timestamptz,
      completed_at timestamptz,
      CONSTRAINT chk_replay_review_status CHECK (status IN ('pending', 'completed', 'failed')),
      CONSTRAINT chk_replay_review_ended CHECK ((status = 'pending') = (completed_at IS NULL)),
      CONSTRAINT chk_replay_review_model_use CHECK (model_tokens >= 0 AND model_cost >= 0),
      CONSTRAINT uq_replay_reviews UNIQUE (replay_id, pull_number, setting),
      CONSTRAINT pk_replay_reviews PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE INDEX idx_replay_reviews_installation_id ON replay_reviews (installation_id)`);
    await runner.query(`CREATE INDEX idx_replay_reviews_repository_id ON replay_reviews (repository_id)`);
    for (const [table, column, parent, gone] of [
      ['replays', 'installation_id', 'installations', 'CASCADE'],
      ['replays', 'repository_id', 'repositories', 'CASCADE'],
      ['replays', 'user_id', 'users', 'SET NULL'],
      ['replay_reviews', 'installation_id', 'installations', 'CASCADE'],
      ['replay_reviews', 'repository_id', 'repositories', 'CASCADE'],
      ['replay_reviews', 'replay_id', 'replays', 'CASCADE'],
    ] as const)
      await runner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column}
           FOREIGN KEY (${column}) REFERENCES ${parent}(id) ON DELETE ${gone}`,
      );
    for (const table of ['replays', 'replay_reviews'])
      for (const statement of tenantPolicy(table)) await runner.query(statement);
    await this.#watchKinds(runner, `${KINDS}, 'replay'`);
    for (const operation of ['INSERT', 'UPDATE'])
      await runner.query(
        `CREATE TRIGGER trg_replays_changed_by_${operation.toLowerCase()} AFTER ${operation} ON replays
           REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changes('replay', 'id')`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['replay_reviews', 'replays']) {
      for (const statement of dropTenantPolicy(table)) await runner.query(statement);
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`DELETE FROM changes WHERE kind = 'replay'`);
    await this.#watchKinds(runner, KINDS);
  }

  async #watchKinds(runner: QueryRunner, kinds: string): Promise<void> {
    await runner.query('ALTER TABLE changes DROP CONSTRAINT chk_change_kind');
    await runner.query(`ALTER TABLE changes ADD CONSTRAINT chk_change_kind CHECK (kind IN (${kinds}))`);
  }
}
