import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantPolicy } from '../src/database/tenant-policy.js';

/**
 * Settings that are made on the dashboard, for one repository or a whole installation; budgets that people set; and
 * the books by repository, against which those are held.
 */
export class AddBudgets1764000029000 implements MigrationInterface {
  readonly name = 'AddBudgets1764000029000';

  async up(runner: QueryRunner): Promise<void> {
    await addSettings(runner);
    await runner.query(`ALTER TABLE model_usage DROP CONSTRAINT pk_model_usage`);
    await runner.query(`ALTER TABLE model_usage ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
      ADD COLUMN repository_id integer,
      ADD CONSTRAINT pk_model_usage PRIMARY KEY (id),
      ADD CONSTRAINT uq_model_usage_day UNIQUE NULLS NOT DISTINCT (installation_id, day, repository_id, model),
      ADD CONSTRAINT fk_model_usage_repository_id
        FOREIGN KEY (repository_id) REFERENCES repositories(id) ON DELETE CASCADE`);
    await runner.query(`CREATE INDEX idx_model_usage_repository_id ON model_usage (repository_id)`);
    await createBudgets(runner);
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', conditions->'events' || '["settings.changed"]')
       WHERE ${TRIGGER} AND NOT conditions->'events' ? 'settings.changed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', (conditions->'events') - 'settings.changed')
       WHERE ${TRIGGER}`);
    await runner.query(`DROP TABLE budgets`);
    await foldUsage(runner);
    for (const [table, check] of SETTINGS) {
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${check}`);
      await runner.query(`ALTER TABLE ${table} DROP COLUMN settings_by, DROP COLUMN settings_at`);
    }
    await runner.query(`ALTER TABLE installations DROP COLUMN settings`);
  }
}

const TRIGGER = `trigger_type = 'event' AND conditions->'events' ? 'pull_request.opened'
         AND workflow_id = (SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
const SETTINGS = [
  ['installations', 'chk_installation_settings'],
  ['repositories', 'chk_repository_settings'],
] as const;
const COUNTS = ['requests', 'limited', 'unavailable', 'refused', 'aborted', 'estimated'];
const AMOUNTS = ['tokens_in', 'tokens_out', 'tokens_cache_read', 'tokens_cache_write', 'cost'];

async function addSettings(runner: QueryRunner): Promise<void> {
  await runner.query(`ALTER TABLE installations ADD COLUMN settings jsonb NOT NULL DEFAULT '{}'`);
  await runner.query(`UPDATE repositories SET settings = '{}' WHERE jsonb_typeof(settings) <> 'object'`);
  for (const [table, check] of SETTINGS) {
    await runner.query(`ALTER TABLE ${table} ADD COLUMN settings_by varchar(255), ADD COLUMN settings_at timestamptz,
      ADD CONSTRAINT ${check} CHECK (jsonb_typeof(settings) = 'object')`);
  }
}

async function createBudgets(runner: QueryRunner): Promise<void> {
  await runner.query(`CREATE TABLE budgets (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    installation_id integer NOT NULL,
    repository_id integer,
    daily_dollars numeric(12,2),
    monthly_dollars numeric(12,2),
    daily_tokens bigint,
    set_by varchar(255) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chk_budget_amounts CHECK (daily_dollars >= 0 AND monthly_dollars >= 0 AND daily_tokens >= 0),
    CONSTRAINT uq_budgets_installation_id_repository_id UNIQUE NULLS NOT DISTINCT (installation_id, repository_id),
    CONSTRAINT pk_budgets PRIMARY KEY (id),
    CONSTRAINT fk_budgets_installation_id
      FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE,
    CONSTRAINT fk_budgets_repository_id FOREIGN KEY (repository_id) REFERENCES repositories(id) ON DELETE CASCADE
  )`);
  await runner.query(`CREATE INDEX idx_budgets_repository_id ON budgets (repository_id)`);
  await runner.query(`CREATE TRIGGER trg_budgets_updated_at
    BEFORE UPDATE ON budgets FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);
  for (const statement of tenantPolicy('budgets')) await runner.query(statement);
}

/** One row for each installation, day and model again, with what all repositories used. */
async function foldUsage(runner: QueryRunner): Promise<void> {
  const names = [...COUNTS, ...AMOUNTS];
  await runner.query(`CREATE TEMPORARY TABLE folded ON COMMIT DROP AS
    SELECT installation_id, day, model, ${names.map((name) => `sum(${name}) AS ${name}`).join(', ')}
      FROM model_usage GROUP BY installation_id, day, model`);
  await runner.query(`DELETE FROM model_usage`);
  await runner.query(`ALTER TABLE model_usage DROP COLUMN id, DROP COLUMN repository_id`);
  await runner.query(`ALTER TABLE model_usage ADD CONSTRAINT pk_model_usage PRIMARY KEY (installation_id, day, model)`);
  await runner.query(`INSERT INTO model_usage (installation_id, day, model, ${names.join(', ')})
    SELECT installation_id, day, model, ${names.join(', ')} FROM folded`);
}
