import type { MigrationInterface, QueryRunner } from 'typeorm';

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
    for (const { name, description, on, if: condition, do: steps } of BUILT_IN) {
      const definition = {
        name,
        description,
        status: 'active',
        repositories: null,
        on,
        if: condition,
        concurrency: 'pull_request',
        config: CONFIG,
        do: steps,
      };
      await runner.query(
        `WITH added AS (
           INSERT INTO workflows (name, description, status, config, definition, origin) VALUES ($1, $2, 'active', $3, $4, 'builtin') RETURNING id
         ), kept AS (INSERT INTO workflow_versions (workflow_id, version, definition) SELECT id, 1, $4 FROM added),
         actions AS (
           INSERT INTO workflow_actions (workflow_id, action_type, action_name, config, order_index)
           SELECT id, s->>'type', s->>'name', s->'config', nth - 1 FROM added, jsonb_array_elements($5::jsonb) WITH ORDINALITY AS steps (s, nth)
         )
         INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions)
         SELECT id, t->>'type', t - 'type' FROM added, jsonb_array_elements($6::jsonb) AS t`,
        [
          name,
          description,
          JSON.stringify(CONFIG),
          JSON.stringify(definition),
          JSON.stringify(steps),
          JSON.stringify(on),
        ],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM workflows WHERE origin = 'builtin' AND name = ANY ($1)`, [
      BUILT_IN.map(({ name }) => name),
    ]);
  }
}
