import type { MigrationInterface, QueryRunner } from 'typeorm';

const REVIEW = `(SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
const SHOWN = ['request.dismiss', 'request.reopen', 'request.pause', 'request.resume'];

/**
 * What a person asks of Nectr itself does what a command does: the built-in workflow that shows it on the pull request,
 * on the lane of the commands, and a review that is asked for. A repository that a person disconnected stays so,
 * whatever GitHub delivers.
 */
export class AddPersonRequests1764000030000 implements MigrationInterface {
  readonly name = 'AddPersonRequests1764000030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE repositories ADD COLUMN disconnected_at timestamptz, ADD COLUMN disconnected_by varchar(255),
      ADD CONSTRAINT chk_repository_disconnected CHECK ((disconnected_at IS NULL) = (disconnected_by IS NULL)
        AND (disconnected_at IS NULL OR NOT is_active))`);
    await runner.query(
      `WITH added AS (INSERT INTO workflows (name, description, status, config)
              VALUES ('person_request', 'Shows what a person asked of Nectr', 'active', $1) RETURNING id),
            action AS (INSERT INTO workflow_actions (workflow_id, action_type, action_name, order_index)
              SELECT id, 'show_request', 'Show it on the pull request', 0 FROM added)
       INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions) SELECT id, 'event', $2 FROM added`,
      [JSON.stringify({ lane: 'conversation', replaces: false }), JSON.stringify({ events: SHOWN })],
    );
    await runner.query(
      `INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions) SELECT ${REVIEW}, 'event', $1
        WHERE ${REVIEW} IS NOT NULL`,
      [JSON.stringify({ events: ['request.review'] })],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM workflows WHERE name = 'person_request' AND installation_id IS NULL`);
    await runner.query(
      `DELETE FROM workflow_triggers WHERE workflow_id = ${REVIEW} AND conditions->'events' ? 'request.review'`,
    );
    await runner.query(`ALTER TABLE repositories DROP COLUMN disconnected_at, DROP COLUMN disconnected_by`);
  }
}
