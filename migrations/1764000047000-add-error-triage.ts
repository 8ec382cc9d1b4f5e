import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addBuiltInWorkflow, removeBuiltInWorkflow } from '../src/database/add-built-in-workflow.js';

/** A new error of Sentry, or one that came back, becomes an issue with the pull requests that are suspected. */
export class AddErrorTriage1764000047000 implements MigrationInterface {
  readonly name = 'AddErrorTriage1764000047000';

  async up(runner: QueryRunner): Promise<void> {
    await addBuiltInWorkflow(runner, {
      name: 'error_triage',
      description:
        'Makes an issue of a new or regressed error of Sentry, with the pull requests that are suspected and who knows the code',
      on: [{ type: 'event', events: ['sentry.issue.created', 'sentry.issue.unresolved'] }],
      if: `(payload.action == "created" || payload.issue.substatus == "regressed") && payload.issue.level in ["error", "fatal"]`,
      // Two events of one error make one issue.
      concurrency: 'repository',
      config: {
        max_concurrent_executions: 5,
        timeout: 300,
        retry_policy: { max_attempts: 3, delay: 5 },
        notifications: { on_success: [], on_failure: [] },
      },
      do: [
        { name: 'suspects', type: 'error_suspects', config: {}, if: null },
        {
          name: 'issue',
          type: 'issue_creator',
          config: {
            target: 'github',
            title: '${{ steps.suspects.title }}',
            report: 'suspects',
            again: '${{ steps.suspects.is_back ? "This error was resolved in Sentry, and is back." : "" }}',
          },
          if: null,
        },
        {
          name: 'link',
          type: 'link_error',
          config: { key: '${{ steps.issue.key }}', url: '${{ steps.issue.url }}' },
          if: null,
        },
      ],
    });
    await runner.query(
      `UPDATE workflows SET description = $1, definition = jsonb_set(definition, '{description}', to_jsonb($1::text))
        WHERE origin = 'builtin' AND name = 'ticket_sync'`,
      [
        'Moves the tickets of Linear that a merged pull request names to Done; those of Jira, where move_ticket is set so',
      ],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await removeBuiltInWorkflow(runner, 'error_triage');
  }
}
