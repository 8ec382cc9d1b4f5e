import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A label that is taken off may be what kept a pull request from its review. */
export class ReviewWhenUnblocked1764000020000 implements MigrationInterface {
  readonly name = 'ReviewWhenUnblocked1764000020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', conditions->'events' || '["pull_request.unlabeled"]')
       WHERE ${TRIGGER} AND NOT conditions->'events' ? 'pull_request.unlabeled'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{events}', (conditions->'events') - 'pull_request.unlabeled')
       WHERE ${TRIGGER}`);
  }
}

const TRIGGER = `trigger_type = 'event' AND conditions->'events' ? 'pull_request.opened'
         AND workflow_id = (SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
