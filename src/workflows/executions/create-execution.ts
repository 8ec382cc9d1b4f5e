import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import type { Definition } from '../definitions/definition-schema.js';
import { admitExecutions } from './admit-executions.js';

export interface NewExecution {
  /** Derived from what asks for it: the same again is the same run. */
  executionId: string;
  workflow: { id: string; name: string; version: number; concurrency: Definition['concurrency'] };
  installationId: number;
  repositoryId: number | null;
  pull: { id: string; headSha: string } | null;
  eventId: string | null;
  trigger: { id: string | null; type: 'event' | 'schedule' | 'webhook' | 'manual' };
  inputs?: Record<string, unknown>;
  dryRun?: boolean;
  requestedBy?: string | null;
  /** The run (its uuid) that this one goes on with. */
  parentId?: string | null;
  retryCount?: number;
}

/**
 * Records a run of a definition and lets it in if there is room, in the caller's transaction. Returns its uuid; null: it
 * was recorded before.
 */
export async function createExecution(manager: EntityManager, asked: NewExecution): Promise<string | null> {
  const { executionId, workflow, installationId, repositoryId, pull, eventId, trigger } = asked;
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type, workflow_version, event_id, installation_id, repository_id,
            pull_request_id, head_sha, trigger_type, trigger_id, inputs, dry_run, requested_by, parent_execution_id, retry_count,
            concurrency_key, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'pending')
     ON CONFLICT (execution_id) DO NOTHING RETURNING id`,
    [
      executionId,
      workflow.id,
      workflow.name.slice(0, 100),
      workflow.version,
      eventId,
      installationId,
      repositoryId,
      pull?.id ?? null,
      pull?.headSha ?? null,
      trigger.type,
      trigger.id,
      jsonText(asked.inputs ?? {}),
      asked.dryRun ?? false,
      asked.requestedBy ?? null,
      asked.parentId ?? null,
      asked.retryCount ?? 0,
      concurrencyKey(asked),
    ],
  );
  const id = rows[0]?.id ?? null;
  if (id !== null) await admitExecutions(manager, installationId, [workflow.id]);
  return id;
}

/** Null: it waits for nobody. What a run is not about cannot be its key. */
function concurrencyKey({ workflow, installationId, repositoryId, pull }: NewExecution): string | null {
  switch (workflow.concurrency) {
    case 'pull_request':
      return pull === null ? null : `pull:${pull.id}`;
    case 'repository':
      return repositoryId === null ? null : `repository:${repositoryId}`;
    case 'workflow':
      return `installation:${installationId}`;
    case 'none':
      return null;
  }
}
