import type { MigrationInterface, QueryRunner } from 'typeorm';

const TYPES = `'project_pattern', 'decision', 'developer_pattern', 'developer_strength', 'risk_module',
  'contributor_profile', 'project_map', 'project_rule', 'dismissal'`;
const REASONS = `'not a bug', 'intentional here', 'pre-existing', 'out of scope', 'wrong fact'`;
const VERBS = ['forget', 'memories'];

/**
 * What people said once and holds from then on: one table, of which the dismissals become a part with their ids.
 */
export class CreateMemories1764000025000 implements MigrationInterface {
  readonly name = 'CreateMemories1764000025000';

  async up(runner: QueryRunner): Promise<void> {
    // Whoever may create it has it; without it memories are found by their words alone, and the doctor says so.
    await runner.query(`DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; EXCEPTION WHEN OTHERS THEN NULL; END $$`);
    await createTables(runner);
    await addForeignKeys(runner);
    await runner.query(`CREATE FUNCTION memories_search() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE words text := concat_ws(' ', NEW.text, NEW.symbol, NEW.rule);
      BEGIN
        NEW.search := to_tsvector('english', words) || to_tsvector('simple', words || ' '
          || regexp_replace(regexp_replace(words, '([a-z0-9])([A-Z])', '\\1 \\2', 'g'), '[^[:alnum:]]+', ' ', 'g'));
        NEW.mem0_outdated := NEW.mem0_outdated OR (TG_OP = 'UPDATE' AND NEW.text IS DISTINCT FROM OLD.text);
        RETURN NEW;
      END $$`);
    await runner.query(`CREATE TRIGGER trg_memories_search
      BEFORE INSERT OR UPDATE OF text, symbol, rule ON memories FOR EACH ROW EXECUTE FUNCTION memories_search()`);
    await runner.query(`ALTER TABLE installations ADD COLUMN developer_memories boolean NOT NULL DEFAULT true,
      ADD COLUMN last_memory_number integer NOT NULL DEFAULT 0`);
    await runner.query(`CREATE FUNCTION memories_count() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE installations SET last_memory_number = greatest(last_memory_number, NEW.number)
          WHERE id = NEW.installation_id AND last_memory_number < NEW.number;
        RETURN NULL;
      END $$`);
    await runner.query(`CREATE TRIGGER trg_memories_count
      AFTER INSERT ON memories FOR EACH ROW EXECUTE FUNCTION memories_count()`);
    await takeDismissals(runner);
    await runner.query(`CREATE TRIGGER trg_memories_updated_at
      BEFORE UPDATE ON memories FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);

    await runner.query(`ALTER TABLE repositories ADD COLUMN memory_file jsonb`);
    await runner.query(`ALTER TABLE pull_requests ADD COLUMN learned_through jsonb NOT NULL DEFAULT '{}',
      ADD COLUMN learn_tokens bigint NOT NULL DEFAULT 0, ADD COLUMN learn_cost numeric(12,6) NOT NULL DEFAULT 0`);
    await runner.query(`ALTER TABLE reviews ADD COLUMN effort varchar(20)`);
    for (const verb of VERBS) {
      await runner.query(
        `UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{commands}', (conditions->'commands') || $1::jsonb)
          WHERE workflow_id = (SELECT id FROM workflows WHERE name = 'conversation' AND installation_id IS NULL)
            AND NOT conditions->'commands' @> $1::jsonb`,
        [JSON.stringify(verb)],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const verb of VERBS) {
      await runner.query(
        `UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{commands}', (conditions->'commands') - $1::text)
          WHERE workflow_id = (SELECT id FROM workflows WHERE name = 'conversation' AND installation_id IS NULL)`,
        [verb],
      );
    }
    await runner.query(`ALTER TABLE repositories DROP COLUMN memory_file`);
    await runner.query(`ALTER TABLE installations DROP COLUMN developer_memories, DROP COLUMN last_memory_number`);
    await runner.query(`ALTER TABLE pull_requests DROP COLUMN learned_through, DROP COLUMN learn_tokens,
      DROP COLUMN learn_cost`);
    await runner.query(`ALTER TABLE reviews DROP COLUMN effort`);
    await giveDismissals(runner);
    await runner.query(`DROP TABLE memory_signals, memories`);
    await runner.query(`DROP FUNCTION memories_search`);
    await runner.query(`DROP FUNCTION memories_count`);
  }
}

async function createTables(runner: QueryRunner): Promise<void> {
  await runner.query(`CREATE TABLE memories (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    installation_id integer NOT NULL,
    repository_id integer,
    number integer NOT NULL,
    type varchar(30) NOT NULL,
    text varchar(600) NOT NULL DEFAULT '',
    state varchar(20) NOT NULL,
    state_reason text,
    state_changed_at timestamptz NOT NULL DEFAULT now(),
    path_glob text,
    path text,
    symbol text,
    rule varchar(255),
    developer_login varchar(255),
    developer_id bigint,
    source_kind varchar(20) NOT NULL,
    source_key varchar(255),
    source_link text,
    source_path text,
    source_line integer,
    source_quote text,
    source_sha256 varchar(64),
    author_login varchar(255),
    author_id bigint,
    confidence real NOT NULL DEFAULT 1,
    signals integer NOT NULL DEFAULT 1,
    used_count integer NOT NULL DEFAULT 0,
    last_used_at timestamptz,
    expires_at timestamptz,
    mem0_id varchar(255),
    mem0_asked_at timestamptz,
    mem0_outdated boolean NOT NULL DEFAULT false,
    search tsvector NOT NULL DEFAULT '',
    pull_request_id uuid,
    handle integer,
    reach varchar(20),
    fingerprint varchar(128),
    claim varchar(128),
    reason varchar(30),
    deleted_at timestamptz,
    deleted_state varchar(20),
    deleted_by varchar(255),
    deleted_by_id bigint,
    deleted_key varchar(255),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chk_memory_type CHECK (type IN (${TYPES})),
    CONSTRAINT chk_memory_state CHECK (state IN ('candidate', 'active', 'stale', 'disabled', 'deleted')),
    CONSTRAINT chk_memory_source_kind CHECK (source_kind IN ('comment', 'review', 'file', 'api', 'import')),
    CONSTRAINT chk_memory_confidence CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT chk_memory_counts CHECK (signals >= 0 AND used_count >= 0),
    CONSTRAINT chk_memory_deleted CHECK ((state = 'deleted') = (deleted_at IS NOT NULL)),
    CONSTRAINT chk_memory_reach CHECK (reach IN ('finding', 'file', 'repository')),
    CONSTRAINT chk_memory_reason CHECK (reason IN (${REASONS})),
    CONSTRAINT chk_memory_text CHECK (type = 'dismissal' OR text <> ''),
    CONSTRAINT chk_memory_dismissal CHECK (type <> 'dismissal'
      OR (reach IS NOT NULL AND reason IS NOT NULL AND fingerprint IS NOT NULL AND claim IS NOT NULL AND handle IS NOT NULL
        AND repository_id IS NOT NULL AND (reach = 'repository' OR path IS NOT NULL))),
    CONSTRAINT uq_memories_number UNIQUE (installation_id, number),
    CONSTRAINT uq_memories_comment UNIQUE (pull_request_id, source_key),
    CONSTRAINT pk_memories PRIMARY KEY (id)
  )`);
  await runner.query(`CREATE INDEX idx_memories_active ON memories (installation_id, repository_id, type)
    WHERE state = 'active'`);
  await runner.query(`CREATE INDEX idx_memories_repository_id ON memories (repository_id, state)`);
  await runner.query(`CREATE INDEX idx_memories_deleted_at ON memories (deleted_at) WHERE deleted_at IS NOT NULL`);
  await runner.query(`CREATE UNIQUE INDEX uq_memories_source_key ON memories (installation_id, repository_id, source_key)
    WHERE pull_request_id IS NULL AND source_key IS NOT NULL AND state <> 'deleted'`);
  await runner.query(`CREATE TABLE memory_signals (
    memory_id uuid NOT NULL,
    kind varchar(20) NOT NULL,
    key varchar(255) NOT NULL,
    installation_id integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chk_memory_signal_kind CHECK (kind IN ('extraction', 'reply', 'fix')),
    CONSTRAINT pk_memory_signals PRIMARY KEY (memory_id, kind, key)
  )`);
  await runner.query(`CREATE INDEX idx_memory_signals_installation_id ON memory_signals (installation_id)`);
}

async function addForeignKeys(runner: QueryRunner): Promise<void> {
  const keys = [
    ['memories', 'installation_id', 'installations', 'CASCADE'],
    ['memories', 'repository_id', 'repositories', 'CASCADE'],
    ['memories', 'pull_request_id', 'pull_requests', 'CASCADE'],
    ['memory_signals', 'memory_id', 'memories', 'CASCADE'],
    ['memory_signals', 'installation_id', 'installations', 'CASCADE'],
  ];
  for (const [table, column, parent, then] of keys) {
    await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column}
      FOREIGN KEY (${column}) REFERENCES ${parent}(id) ON DELETE ${then}`);
  }
}

async function takeDismissals(runner: QueryRunner): Promise<void> {
  await runner.query(`
    INSERT INTO memories (id, installation_id, repository_id, number, type, text, state, state_changed_at, path, rule, source_kind,
        source_key, author_login, author_id, expires_at, pull_request_id, handle, reach, fingerprint, claim, reason,
        deleted_at, deleted_by, deleted_by_id, deleted_key, created_at, updated_at)
      SELECT id, installation_id, repository_id, row_number() OVER (PARTITION BY installation_id ORDER BY created_at, id),
        'dismissal', left(text, 600), CASE WHEN undone_at IS NULL THEN 'active' ELSE 'deleted' END,
        coalesce(undone_at, created_at), path, rule, 'comment', comment_key, dismissed_by, dismissed_by_id, expires_at,
        pull_request_id, handle, scope, fingerprint, claim, reason,
        undone_at, undone_by, undone_by_id, undone_comment_key, created_at, updated_at FROM dismissals`);
  await runner.query(`ALTER TABLE findings DROP CONSTRAINT fk_findings_dismissal_id`);
  await runner.query(`ALTER TABLE findings ADD CONSTRAINT fk_findings_dismissal_id
    FOREIGN KEY (dismissal_id) REFERENCES memories(id) ON DELETE SET NULL`);
  await runner.query(`DROP TABLE dismissals`);
}

async function giveDismissals(runner: QueryRunner): Promise<void> {
  await runner.query(`CREATE TABLE dismissals (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    installation_id integer NOT NULL,
    repository_id integer NOT NULL,
    pull_request_id uuid NOT NULL,
    handle integer NOT NULL,
    comment_key varchar(64) NOT NULL,
    scope varchar(20) NOT NULL,
    rule varchar(255),
    path text,
    fingerprint varchar(128) NOT NULL,
    claim varchar(128) NOT NULL,
    reason varchar(30) NOT NULL,
    text text NOT NULL DEFAULT '',
    dismissed_by varchar(255) NOT NULL,
    dismissed_by_id bigint NOT NULL,
    expires_at timestamptz,
    undone_at timestamptz,
    undone_by varchar(255),
    undone_by_id bigint,
    undone_comment_key varchar(64),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uq_dismissals_comment UNIQUE (pull_request_id, comment_key),
    CONSTRAINT chk_dismissal_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
    CONSTRAINT chk_dismissal_path CHECK (scope = 'repository' OR path IS NOT NULL),
    CONSTRAINT chk_dismissal_reason CHECK (reason IN (${REASONS})),
    CONSTRAINT chk_dismissal_scope CHECK (scope IN ('finding', 'file', 'repository')),
    CONSTRAINT pk_dismissals PRIMARY KEY (id)
  )`);
  await runner.query(`
    INSERT INTO dismissals (id, installation_id, repository_id, pull_request_id, handle, comment_key, scope, rule, path, fingerprint,
        claim, reason, text, dismissed_by, dismissed_by_id, expires_at, undone_at, undone_by, undone_by_id, undone_comment_key,
        created_at, updated_at)
      SELECT id, installation_id, repository_id, pull_request_id, handle, source_key, reach, rule, path, fingerprint,
        claim, reason, text, author_login, author_id, expires_at, CASE WHEN state <> 'active' THEN coalesce(deleted_at, state_changed_at) END,
        CASE WHEN state <> 'active' THEN coalesce(deleted_by, '') END, deleted_by_id, left(deleted_key, 64),
        created_at, updated_at
      FROM memories WHERE type = 'dismissal' AND pull_request_id IS NOT NULL AND author_login IS NOT NULL
        AND author_id IS NOT NULL AND length(source_key) <= 64`);
  await runner.query(`ALTER TABLE findings DROP CONSTRAINT fk_findings_dismissal_id`);
  await runner.query(`UPDATE findings SET dismissal_id = NULL
    WHERE dismissal_id IS NOT NULL AND dismissal_id NOT IN (SELECT id FROM dismissals)`);
  await runner.query(`CREATE INDEX idx_dismissals_installation_id ON dismissals (installation_id)`);
  await runner.query(`CREATE INDEX idx_dismissals_active ON dismissals (repository_id, scope) WHERE undone_at IS NULL`);
  for (const [column, parent] of [
    ['installation_id', 'installations'],
    ['pull_request_id', 'pull_requests'],
    ['repository_id', 'repositories'],
  ]) {
    await runner.query(`ALTER TABLE dismissals ADD CONSTRAINT fk_dismissals_${column}
      FOREIGN KEY (${column}) REFERENCES ${parent}(id) ON DELETE CASCADE`);
  }
  await runner.query(`ALTER TABLE findings ADD CONSTRAINT fk_findings_dismissal_id
    FOREIGN KEY (dismissal_id) REFERENCES dismissals(id) ON DELETE SET NULL`);
  await runner.query(`CREATE TRIGGER trg_dismissals_updated_at
    BEFORE UPDATE ON dismissals FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);
}
