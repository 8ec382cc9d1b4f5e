import type { MigrationInterface, QueryRunner } from 'typeorm';

const REVIEW = `(SELECT id FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL)`;
/** What a condition may ask for and no setting does. */
const CONDITIONAL = JSON.stringify({ events: ['pull_request.labeled'], conditional: true });

/** An installation sets the condition of a built-in workflow, that of the review among them. */
export class AddSwitchConditions1764000052000 implements MigrationInterface {
  readonly name = 'AddSwitchConditions1764000052000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workflow_switches ADD condition varchar(2000)');
    await runner.query(
      `INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions) SELECT id, 'event', $1 FROM workflows WHERE id = ${REVIEW}`,
      [CONDITIONAL],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM workflow_triggers WHERE workflow_id = ${REVIEW} AND conditions ? 'conditional'`);
    await runner.query('ALTER TABLE workflow_switches DROP COLUMN condition');
  }
}
