import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a budget stopped is reviewed again once there is room: what the call would have cost that was not made. */
export class ReviewAfterBudget1764000038500 implements MigrationInterface {
  readonly name = 'ReviewAfterBudget1764000038500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workflow_runs ADD refused_tokens bigint, ADD refused_dollars numeric(14,6),
      ADD CONSTRAINT chk_run_refused CHECK ((refused_tokens IS NULL) = (refused_dollars IS NULL))`);
    await runner.query(
      `CREATE INDEX idx_workflow_runs_refused ON workflow_runs (pull_request_id) WHERE refused_tokens IS NOT NULL`,
    );
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', conditions->'events' || '["budgets.free"]')
       WHERE ${TRIGGER} AND NOT conditions->'events' ? 'budgets.free'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', (conditions->'events') - 'budgets.free')
       WHERE ${TRIGGER}`);
    await runner.query('ALTER TABLE workflow_runs DROP COLUMN refused_tokens, DROP COLUMN refused_dollars');
  }
}

const TRIGGER = `trigger_type = 'event' AND conditions->'events' ? 'pull_request.opened'
         AND workflow_id = (SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
