import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVENTS = [
  'pull_request.opened',
  'pull_request.reopened',
  'pull_request.synchronize',
  'pull_request.ready_for_review',
  'pull_request.edited',
  'check_run.rerequested',
  'issue_comment.created',
];

/** The built-in workflow: the review. It has no installation and so belongs to all. */
export class AddPrReviewWorkflow1764000003000 implements MigrationInterface {
  readonly name = 'AddPrReviewWorkflow1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    const rows: { id: string }[] = await runner.query(
      `INSERT INTO workflows (name, description, status) VALUES ('pr_review', 'Reviews pull requests', 'active') RETURNING id`,
    );
    const id = rows[0]?.id;
    await runner.query(
      `INSERT INTO workflow_actions (workflow_id, action_type, action_name, order_index)
       VALUES ($1, 'pr_review_analyzer', 'Read and review', 0), ($1, 'post_review', 'Post the review', 1)`,
      [id],
    );
    await runner.query(
      `INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions) VALUES ($1, 'event', $2)`,
      [id, JSON.stringify({ events: EVENTS })],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL`);
  }
}
