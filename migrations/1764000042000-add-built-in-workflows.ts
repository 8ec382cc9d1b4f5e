import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addBuiltInWorkflow, removeBuiltInWorkflow } from '../src/database/add-built-in-workflow.js';

const PUSHED = ['pull_request.opened', 'pull_request.reopened', 'pull_request.synchronize'];
const CONFIG = {
  max_concurrent_executions: 5,
  timeout: 300,
  retry_policy: { max_attempts: 3, delay: 5 },
  notifications: { on_success: [], on_failure: [] },
};

/** As `definition-schema.ts` had them when this was written; an installation switches each on for itself. */
const BUILT_IN = [
  {
    name: 'size_label',
    description: 'Labels pull requests by their size: S, M, L, XL',
    on: [{ type: 'event', events: PUSHED }],
    if: null,
    do: [{ name: 'label_pr', type: 'label_pr', config: { size: true }, if: null }],
  },
  {
    name: 'quality_gate',
    description: 'Fails a check when the review left something that must be fixed, or the change is too complex',
    on: [{ type: 'event', events: PUSHED }],
    if: 'event.draft == false',
    do: [
      { name: 'review', type: 'pr_review_analyzer', config: {}, if: null },
      { name: 'quality_gates', type: 'quality_gates', config: { max_must_fix: 0 }, if: null },
    ],
  },
  {
    name: 'ticket_sync',
    description: 'Moves the Linear tickets that a merged pull request names to Done',
    on: [{ type: 'event', events: ['pull_request.closed'] }],
    if: 'event.merged',
    do: [{ name: 'move_ticket', type: 'move_ticket', config: { target: 'linear', state: 'Done' }, if: null }],
  },
];

/** Workflows that come with the product and are off until an installation switches them on. */
export class AddBuiltInWorkflows1764000042000 implements MigrationInterface {
  readonly name = 'AddBuiltInWorkflows1764000042000';

  async up(runner: QueryRunner): Promise<void> {
    for (const workflow of BUILT_IN)
      await addBuiltInWorkflow(runner, { ...workflow, concurrency: 'pull_request', config: CONFIG });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of BUILT_IN) await removeBuiltInWorkflow(runner, name);
  }
}
