import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';

/** Sets what an installation says of a built-in workflow; what is undefined stays as it was. `standard`: without a word. */
export async function switchWorkflow(
  manager: EntityManager,
  { workflowId, installationId, by }: { workflowId: string; installationId: number; by: string },
  {
    enabled,
    config,
    condition,
    standard,
  }: {
    enabled?: boolean | undefined;
    config?: Record<string, unknown> | undefined;
    /** Null: the workflow's own again. */
    condition?: string | null | undefined;
    standard: boolean;
  },
): Promise<void> {
  await manager.query(
    `INSERT INTO workflow_switches AS s (installation_id, workflow_id, enabled, config, updated_by, condition)
     VALUES ($1, $2, COALESCE($3::boolean, $6), COALESCE($4::jsonb, '{}'), $5, $7)
     ON CONFLICT (installation_id, workflow_id) DO UPDATE
        SET enabled = COALESCE($3::boolean, s.enabled), config = COALESCE($4::jsonb, s.config), updated_by = $5,
            condition = CASE WHEN $8::boolean THEN $7 ELSE s.condition END`,
    [
      installationId,
      workflowId,
      enabled ?? null,
      config === undefined ? null : jsonText(config),
      by,
      standard,
      condition ?? null,
      condition !== undefined,
    ],
  );
}
