import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encryptedCheck } from '../src/database/encrypted-check.js';
import { dropTenantPolicy, tenantPolicy } from '../src/database/tenant-policy.js';

const NEW_TABLES = ['workflow_versions', 'workflow_switches', 'execution_steps', 'effects', 'approvals'];
const TYPES = ['github', 'linear', 'slack', 'axolo', 'teams', 'discord', 'jira', 'sentry', 'datadog'];
const MORE_TYPES = [...TYPES, 'email', 'pagerduty'];

/**
 * Workflows that people define (workflows.md): definitions with their versions, runs without a pull request, the steps of a
 * run, what it did outside, and approvals. A built-in workflow is one row for all; each installation switches it for itself.
 */
export class OpenWorkflows1764000040000 implements MigrationInterface {
  readonly name = 'OpenWorkflows1764000040000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...definitions(), ...runs(), ...newTables()]) await runner.query(statement);
    for (const table of NEW_TABLES) for (const statement of tenantPolicy(table)) await runner.query(statement);
    await runner.query(`ALTER TABLE integrations DROP CONSTRAINT chk_integration_type,
      ADD CONSTRAINT chk_integration_type CHECK (type IN (${listed(MORE_TYPES)}))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM integrations WHERE type NOT IN (${listed(TYPES)})`);
    await runner.query(`ALTER TABLE integrations DROP CONSTRAINT chk_integration_type,
      ADD CONSTRAINT chk_integration_type CHECK (type IN (${listed(TYPES)}))`);
    for (const table of NEW_TABLES.toReversed()) {
      for (const statement of dropTenantPolicy(table)) await runner.query(statement);
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query('DELETE FROM workflow_runs WHERE workflow_version IS NOT NULL');
    await runner.query(`DELETE FROM workflows WHERE definition IS NOT NULL OR origin = 'file'`);
    await runner.query('DROP INDEX idx_workflow_runs_engine_id');
    await runner.query('DROP INDEX idx_workflow_runs_queue');
    await runner.query('DROP INDEX idx_workflow_runs_concurrency');
    await runner.query(`ALTER TABLE workflow_runs DROP COLUMN workflow_version, DROP COLUMN trigger_id, DROP COLUMN dry_run,
      DROP COLUMN inputs, DROP COLUMN concurrency_key, DROP COLUMN engine_id, DROP COLUMN part, DROP COLUMN waiting_for,
      DROP COLUMN resume_at, DROP COLUMN condition, DROP COLUMN requested_by`);
    await runner.query(`ALTER TABLE workflow_triggers DROP COLUMN secret_encrypted, DROP COLUMN next_at, DROP COLUMN last_at,
      DROP COLUMN token_hash`);
    await runner.query(`ALTER TABLE workflows DROP CONSTRAINT uq_workflows_owner_name, DROP COLUMN definition, DROP COLUMN version,
      DROP COLUMN origin, DROP COLUMN repository_id, DROP COLUMN errors, DROP COLUMN updated_by,
      ADD CONSTRAINT uq_workflows_installation_id_name UNIQUE NULLS NOT DISTINCT (installation_id, name)`);
  }
}

function listed(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

function definitions(): string[] {
  return [
    `ALTER TABLE workflows ADD definition jsonb, ADD version integer NOT NULL DEFAULT '1', ADD origin varchar(20) NOT NULL DEFAULT 'api',
       ADD repository_id integer, ADD errors jsonb, ADD updated_by varchar(255),
       ADD CONSTRAINT chk_workflow_origin CHECK (origin IN ('builtin', 'api', 'file')),
       ADD CONSTRAINT fk_workflows_repository_id FOREIGN KEY (repository_id) REFERENCES repositories(id) ON DELETE CASCADE,
       DROP CONSTRAINT uq_workflows_installation_id_name,
       ADD CONSTRAINT uq_workflows_owner_name UNIQUE NULLS NOT DISTINCT (installation_id, repository_id, name)`,
    `UPDATE workflows SET origin = 'builtin' WHERE installation_id IS NULL`,
    `ALTER TABLE workflows ADD CONSTRAINT chk_workflow_owner CHECK (origin <> 'builtin' OR installation_id IS NULL)`,
    `CREATE INDEX idx_workflows_repository_id ON workflows (repository_id)`,
    `ALTER TABLE workflow_triggers ADD secret_encrypted text, ADD token_hash varchar(64), ADD next_at timestamptz, ADD last_at timestamptz,
       ADD CONSTRAINT chk_workflow_triggers_secret_encrypted CHECK (${encryptedCheck('secret_encrypted')})`,
    `CREATE INDEX idx_workflow_triggers_next_at ON workflow_triggers (next_at) WHERE next_at IS NOT NULL`,
  ];
}

function runs(): string[] {
  return [
    `ALTER TABLE workflow_runs ADD workflow_version integer, ADD trigger_id uuid, ADD dry_run boolean NOT NULL DEFAULT false,
       ADD inputs jsonb, ADD concurrency_key varchar(255), ADD engine_id varchar(300), ADD part integer NOT NULL DEFAULT '0',
       ADD waiting_for varchar(300), ADD resume_at timestamptz, ADD condition jsonb, ADD requested_by varchar(255),
       ADD CONSTRAINT fk_workflow_runs_trigger_id FOREIGN KEY (trigger_id) REFERENCES workflow_triggers(id) ON DELETE SET NULL`,
    `CREATE INDEX idx_workflow_runs_trigger_id ON workflow_runs (trigger_id) WHERE trigger_id IS NOT NULL`,
    `CREATE INDEX idx_workflow_runs_engine_id ON workflow_runs (engine_id) WHERE engine_id IS NOT NULL`,
    `CREATE INDEX idx_workflow_runs_queue ON workflow_runs (workflow_id, installation_id, queued_at, id)
       WHERE status IN ('pending', 'running') AND workflow_version IS NOT NULL`,
    `CREATE INDEX idx_workflow_runs_concurrency ON workflow_runs (workflow_id, concurrency_key, queued_at, id)
       WHERE status IN ('pending', 'running') AND concurrency_key IS NOT NULL`,
  ];
}

function newTables(): string[] {
  const installation = (table: string) =>
    `CONSTRAINT fk_${table}_installation_id FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE`;
  const run = (table: string) =>
    `CONSTRAINT fk_${table}_run_id FOREIGN KEY (run_id) REFERENCES workflow_runs(id) ON DELETE CASCADE`;
  return [
    `CREATE TABLE workflow_versions (
       workflow_id uuid NOT NULL, version integer NOT NULL, installation_id integer, definition jsonb NOT NULL,
       created_by varchar(255), created_at timestamptz NOT NULL DEFAULT now(),
       CONSTRAINT pk_workflow_versions PRIMARY KEY (workflow_id, version),
       CONSTRAINT fk_workflow_versions_workflow_id FOREIGN KEY (workflow_id) REFERENCES workflows(id) ON DELETE CASCADE,
       ${installation('workflow_versions')})`,
    `CREATE INDEX idx_workflow_versions_installation_id ON workflow_versions (installation_id)`,
    `CREATE TABLE workflow_switches (
       installation_id integer NOT NULL, workflow_id uuid NOT NULL, enabled boolean NOT NULL, config jsonb NOT NULL DEFAULT '{}',
       updated_by varchar(255), updated_at timestamptz NOT NULL DEFAULT now(),
       CONSTRAINT pk_workflow_switches PRIMARY KEY (installation_id, workflow_id),
       CONSTRAINT fk_workflow_switches_workflow_id FOREIGN KEY (workflow_id) REFERENCES workflows(id) ON DELETE CASCADE,
       ${installation('workflow_switches')})`,
    `CREATE INDEX idx_workflow_switches_workflow_id ON workflow_switches (workflow_id)`,
    `CREATE TRIGGER update_workflow_switches_updated_at BEFORE UPDATE ON workflow_switches
       FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`,
    `CREATE TABLE execution_steps (
       run_id uuid NOT NULL, position integer NOT NULL, installation_id integer NOT NULL, name varchar(255) NOT NULL,
       type varchar(100) NOT NULL, status varchar(20) NOT NULL, condition jsonb, result jsonb, error_message text, said text,
       attempts integer NOT NULL DEFAULT '0', started_at timestamptz, completed_at timestamptz,
       CONSTRAINT pk_execution_steps PRIMARY KEY (run_id, position),
       CONSTRAINT chk_execution_step_status CHECK (status IN ('running', 'waiting', 'completed', 'failed', 'skipped', 'cancelled')),
       ${run('execution_steps')}, ${installation('execution_steps')})`,
    `CREATE INDEX idx_execution_steps_installation_id ON execution_steps (installation_id)`,
    `CREATE TABLE effects (
       key varchar(255) NOT NULL, installation_id integer NOT NULL, run_id uuid NOT NULL, position integer NOT NULL,
       state varchar(20) NOT NULL DEFAULT 'begun', result jsonb, created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz,
       CONSTRAINT pk_effects PRIMARY KEY (run_id, key),
       CONSTRAINT chk_effect_state CHECK (state IN ('begun', 'done', 'unknown')),
       ${run('effects')}, ${installation('effects')})`,
    `CREATE INDEX idx_effects_installation_id ON effects (installation_id)`,
    `CREATE TABLE approvals (
       id uuid NOT NULL DEFAULT gen_random_uuid(), installation_id integer NOT NULL, run_id uuid NOT NULL, position integer NOT NULL,
       wanted jsonb NOT NULL, expires_at timestamptz NOT NULL, decision varchar(20), decided_by varchar(255), note text,
       created_at timestamptz NOT NULL DEFAULT now(), decided_at timestamptz,
       CONSTRAINT pk_approvals PRIMARY KEY (id), CONSTRAINT uq_approvals_run_id UNIQUE (run_id, position),
       CONSTRAINT chk_approval_decision CHECK (decision IN ('granted', 'rejected', 'expired')),
       CONSTRAINT chk_approval_decided CHECK ((decision IS NULL) = (decided_at IS NULL)),
       ${run('approvals')}, ${installation('approvals')})`,
    `CREATE INDEX idx_approvals_installation_id ON approvals (installation_id)`,
  ];
}
