import type { QueryRunner } from 'typeorm';
import { jsonText } from './json-text.js';

/** A workflow that comes with the product, as `definition-schema.ts` had it when its migration was written. */
export interface BuiltInWorkflow {
  name: string;
  description: string;
  on: readonly ({ type: string } & Record<string, unknown>)[];
  if: string | null;
  concurrency: 'pull_request' | 'repository' | 'workflow' | 'none';
  config: Record<string, unknown>;
  do: readonly { name: string; type: string; config: Record<string, unknown>; if: string | null }[];
}

/** Adds one, for a migration. It is off until an installation switches it on. */
export async function addBuiltInWorkflow(runner: QueryRunner, workflow: BuiltInWorkflow): Promise<void> {
  const { name, description, on, config, do: steps } = workflow;
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
      jsonText(config),
      jsonText({ ...workflow, status: 'active', repositories: null }),
      jsonText(steps),
      jsonText(on),
    ],
  );
}

/** Takes it away again. */
export async function removeBuiltInWorkflow(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DELETE FROM workflows WHERE origin = 'builtin' AND name = $1`, [name]);
}
