import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What Claude said of leads, and which rules were leads in a review: the facts from which acceptance is computed. */
export class CreateLeadJudgements1764000022000 implements MigrationInterface {
  readonly name = 'CreateLeadJudgements1764000022000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE lead_judgements (
      pull_request_id uuid NOT NULL,
      fingerprint varchar(128) NOT NULL,
      installation_id integer NOT NULL,
      repository_id integer NOT NULL,
      run_id uuid,
      rule varchar(255) NOT NULL,
      verdict varchar(20) NOT NULL,
      answered boolean NOT NULL DEFAULT true,
      reason text NOT NULL DEFAULT '',
      judged_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT chk_lead_judgement_verdict CHECK (verdict IN ('stands', 'wrong', 'unsure')),
      CONSTRAINT chk_lead_judgement_answered CHECK (answered OR verdict = 'unsure'),
      CONSTRAINT pk_lead_judgements PRIMARY KEY (pull_request_id, fingerprint)
    )`);
    await runner.query(`CREATE INDEX idx_lead_judgements_installation_id ON lead_judgements (installation_id)`);
    await runner.query(`CREATE INDEX idx_lead_judgements_rule ON lead_judgements (repository_id, rule, judged_at)`);
    await runner.query(`CREATE INDEX idx_lead_judgements_run_id ON lead_judgements (run_id)`);
    await runner.query(`CREATE INDEX idx_lead_judgements_judged_at ON lead_judgements (judged_at)`);
    await addForeignKeys(runner);
    await runner.query(`ALTER TABLE reviews ADD COLUMN lead_rules jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(`CREATE INDEX idx_reviews_repository_id ON reviews (repository_id, created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX idx_reviews_repository_id`);
    await runner.query(`ALTER TABLE reviews DROP COLUMN lead_rules`);
    await runner.query(`DROP TABLE lead_judgements`);
  }
}

async function addForeignKeys(runner: QueryRunner): Promise<void> {
  const keys = [
    ['pull_request_id', 'pull_requests', 'CASCADE'],
    ['installation_id', 'installations', 'CASCADE'],
    ['repository_id', 'repositories', 'CASCADE'],
    ['run_id', 'workflow_runs', 'SET NULL'],
  ];
  for (const [column, table, then] of keys) {
    await runner.query(`
      ALTER TABLE lead_judgements ADD CONSTRAINT fk_lead_judgements_${column}
        FOREIGN KEY (${column}) REFERENCES ${table}(id) ON DELETE ${then}
    `);
  }
}
