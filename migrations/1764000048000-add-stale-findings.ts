import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addBuiltInWorkflow, removeBuiltInWorkflow } from '../src/database/add-built-in-workflow.js';

/** What reviews found and nobody answered is told once a week. */
export class AddStaleFindings1764000048000 implements MigrationInterface {
  readonly name = 'AddStaleFindings1764000048000';

  async up(runner: QueryRunner): Promise<void> {
    await addBuiltInWorkflow(runner, {
      name: 'stale_findings',
      description:
        'Lists each week what reviews found and nobody answered: one issue in each repository, kept up to date, or one message',
      on: [
        { type: 'schedule', schedule: '0 8 * * 1', timezone: 'UTC' },
        { type: 'manual', inputs: {} },
      ],
      if: null,
      concurrency: 'workflow',
      config: {
        max_concurrent_executions: 5,
        timeout: 3600,
        retry_policy: { max_attempts: 3, delay: 5 },
        notifications: { on_success: [], on_failure: [] },
      },
      do: [{ name: 'stale_findings', type: 'stale_findings', config: {}, if: null }],
    });
    // Monday at eight, as the schedule says.
    await runner.query(
      `UPDATE workflow_triggers t
          SET next_at = (date_trunc('week', now() AT TIME ZONE 'UTC' - interval '8 hours') + interval '7 days 8 hours') AT TIME ZONE 'UTC'
         FROM workflows w
        WHERE w.id = t.workflow_id AND w.origin = 'builtin' AND w.name = 'stale_findings' AND t.trigger_type = 'schedule'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeBuiltInWorkflow(runner, 'stale_findings');
  }
}
