import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New settings of a branch may let a pull request through that the old ones kept from its review. */
export class ReviewWhenSettingsChange1764000021000 implements MigrationInterface {
  readonly name = 'ReviewWhenSettingsChange1764000021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', conditions->'events' || '["push"]')
       WHERE ${TRIGGER} AND NOT conditions->'events' ? 'push'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', (conditions->'events') - 'push')
       WHERE ${TRIGGER}`);
  }
}

const TRIGGER = `trigger_type = 'event' AND conditions->'events' ? 'pull_request.opened'
         AND workflow_id = (SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
