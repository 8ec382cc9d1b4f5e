import type { MigrationInterface, QueryRunner } from 'typeorm';

const COMMENTS = ['issue_comment.created', 'pull_request_review_comment.created'];
const VERBS = ['ask', 'explain', 'dismiss', 'reopen', 'remember', 'pause', 'resume', 'config', 'help'];

/**
 * Commands and replies: the built-in workflow `conversation` on a lane of its own, dismissals with reason, scope and
 * undo, pausing, and whom we have answered when. `pr_review` keeps of all comments only `/nectr review`.
 */
export class AddConversation1764000012000 implements MigrationInterface {
  readonly name = 'AddConversation1764000012000';

  async up(runner: QueryRunner): Promise<void> {
    await addTables(runner);
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', (conditions->'events') - 'issue_comment.created')
       WHERE workflow_id = (SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)
    `);
    await runner.query(
      `INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions)
       SELECT id, 'event', $1 FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL`,
      [JSON.stringify({ events: COMMENTS, commands: ['review'] })],
    );
    await runner.query(
      `INSERT INTO workflow_actions (workflow_id, action_type, action_name, order_index)
       SELECT id, 'answer_review', 'Answer who asked for it', 2 FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL`,
    );
    await runner.query(
      `WITH added AS (INSERT INTO workflows (name, description, status, config)
              VALUES ('conversation', 'Answers commands and replies', 'active', $1) RETURNING id),
            action AS (INSERT INTO workflow_actions (workflow_id, action_type, action_name, order_index)
              SELECT id, 'answer_comment', 'Answer the comment', 0 FROM added)
       INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions) SELECT id, 'event', $2 FROM added`,
      [
        JSON.stringify({ lane: 'conversation', replaces: false }),
        JSON.stringify({ events: COMMENTS, commands: [...VERBS, 'reply'] }),
      ],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM workflows WHERE name = 'conversation' AND installation_id IS NULL`);
    const review = `(SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
    await runner.query(`DELETE FROM workflow_actions WHERE workflow_id = ${review} AND action_type = 'answer_review'`);
    await runner.query(`DELETE FROM workflow_triggers WHERE workflow_id = ${review} AND conditions ? 'commands'`);
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', (conditions->'events') || '"issue_comment.created"')
       WHERE workflow_id = ${review}
    `);
    await runner.query(`
      ALTER TABLE pull_requests DROP COLUMN paused_by, DROP COLUMN paused_at, DROP COLUMN resumed_at
    `);
    await runner.query(`ALTER TABLE findings DROP COLUMN dismissal_id, DROP COLUMN asked_reason_at`);
    await runner.query(`DROP TABLE reply_limits, dismissals`);
  }
}

async function addTables(runner: QueryRunner): Promise<void> {
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
    CONSTRAINT chk_dismissal_reason CHECK (reason IN ('not a bug', 'intentional here', 'pre-existing', 'out of scope', 'wrong fact')),
    CONSTRAINT chk_dismissal_scope CHECK (scope IN ('finding', 'file', 'repository')),
    CONSTRAINT pk_dismissals PRIMARY KEY (id)
  )`);
  await runner.query(`CREATE INDEX idx_dismissals_installation_id ON dismissals (installation_id)`);
  await runner.query(`
    CREATE INDEX idx_dismissals_active ON dismissals (repository_id, scope) WHERE undone_at IS NULL
  `);
  await runner.query(`CREATE TABLE reply_limits (
    pull_request_id uuid NOT NULL,
    github_user_id bigint NOT NULL,
    kind varchar(20) NOT NULL,
    installation_id integer NOT NULL,
    comment_key varchar(64) NOT NULL,
    replied_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chk_reply_limit_kind CHECK (kind IN ('refused', 'help', 'config')),
    CONSTRAINT pk_reply_limits PRIMARY KEY (pull_request_id, github_user_id, kind)
  )`);
  await runner.query(`CREATE INDEX idx_reply_limits_installation_id ON reply_limits (installation_id)`);
  await runner.query(`
    ALTER TABLE findings ADD COLUMN dismissal_id uuid, ADD COLUMN asked_reason_at timestamptz
  `);
  await runner.query(`CREATE INDEX idx_findings_dismissal_id ON findings (dismissal_id)`);
  await runner.query(`CREATE INDEX idx_findings_github_comment_id ON findings (github_comment_id)`);
  await runner.query(`
    ALTER TABLE pull_requests ADD COLUMN paused_by varchar(255), ADD COLUMN paused_at timestamptz, ADD COLUMN resumed_at timestamptz
  `);
  for (const table of ['dismissals', 'reply_limits']) {
    await runner.query(`
      ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_installation_id
        FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    `);
    await runner.query(`
      ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_pull_request_id
        FOREIGN KEY (pull_request_id) REFERENCES pull_requests(id) ON DELETE CASCADE
    `);
  }
  await runner.query(`
    ALTER TABLE dismissals ADD CONSTRAINT fk_dismissals_repository_id
      FOREIGN KEY (repository_id) REFERENCES repositories(id) ON DELETE CASCADE
  `);
  await runner.query(`
    ALTER TABLE findings ADD CONSTRAINT fk_findings_dismissal_id
      FOREIGN KEY (dismissal_id) REFERENCES dismissals(id) ON DELETE SET NULL
  `);
  await runner.query(`
    CREATE TRIGGER trg_dismissals_updated_at
      BEFORE UPDATE ON dismissals FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()
  `);
}
