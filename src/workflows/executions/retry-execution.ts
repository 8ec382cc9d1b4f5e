import type { EntityManager } from 'typeorm';
import { readStored } from '../definitions/read-stored.js';
import { createExecution } from './create-execution.js';
import { lockExecutionsOf } from './lock-executions.js';
import { rootOf } from './root-of.js';
import { copySteps } from './step-rows.js';

interface EndedRun {
  id: string;
  executionId: string;
  status: string;
  workflowId: string;
  name: string;
  version: number;
  /** Of the workflow as it is now. */
  workflowStatus: string;
  errors: unknown;
  definition: unknown;
  installationId: number;
  repositoryId: number | null;
  pullRequestId: string | null;
  headSha: string | null;
  eventId: string | null;
  triggerId: string | null;
  triggerType: 'event' | 'schedule' | 'webhook' | 'manual';
  inputs: Record<string, unknown> | null;
  dryRun: boolean;
  tries: number;
}

export type Retried = { kind: 'started'; executionId: string; id: string } | { kind: 'refused'; reason: string };

/**
 * Goes on with a run that failed, was cancelled or ran out of time, from the step that did not end well, with the
 * definition it began with: as a new run whose parent is the old one. In the caller's transaction.
 */
export async function retryExecution(manager: EntityManager, id: string, by: string): Promise<Retried> {
  await lockExecutionsOf(manager, id);
  const rows: EndedRun[] = await manager.query(
    `SELECT r.id, r.execution_id AS "executionId", r.status, w.status AS "workflowStatus", w.errors, w.id AS "workflowId", w.name, r.workflow_version AS version,
            COALESCE(v.definition, w.definition) AS definition, r.installation_id AS "installationId",
            r.repository_id AS "repositoryId", r.pull_request_id AS "pullRequestId", r.head_sha AS "headSha",
            r.event_id AS "eventId", r.trigger_id AS "triggerId", r.trigger_type AS "triggerType", r.inputs, r.dry_run AS "dryRun",
            r.retry_count AS tries
       FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
       LEFT JOIN workflow_versions v ON v.workflow_id = r.workflow_id AND v.version = r.workflow_version
      WHERE r.id = $1 AND r.workflow_version IS NOT NULL FOR UPDATE OF r`,
    [id],
  );
  const [run] = rows;
  if (run === undefined) return { kind: 'refused', reason: 'It is no run of a workflow that people define.' };
  if (!['failed', 'timeout', 'cancelled'].includes(run.status))
    return {
      kind: 'refused',
      reason: `It is ${run.status}: only one that failed, ran out of time or was cancelled is tried again.`,
    };
  if (run.workflowStatus === 'archived') return { kind: 'refused', reason: 'Its workflow is archived.' };
  if (run.errors !== null) return { kind: 'refused', reason: 'The file of its workflow cannot be used.' };
  const definition = readStored(run.definition);
  if (definition === null) return { kind: 'refused', reason: 'Its definition cannot be read by this version.' };
  const executionId = `${rootOf(run.executionId)}:retry.${run.tries + 1}`;
  const started = await createExecution(manager, {
    executionId,
    workflow: { id: run.workflowId, name: run.name, version: run.version, concurrency: definition.concurrency },
    installationId: run.installationId,
    repositoryId: run.repositoryId,
    pull: run.pullRequestId === null ? null : { id: run.pullRequestId, headSha: run.headSha ?? '' },
    eventId: run.eventId,
    trigger: { id: run.triggerId, type: run.triggerType },
    inputs: run.inputs ?? {},
    dryRun: run.dryRun,
    requestedBy: by,
    parentId: run.id,
    retryCount: run.tries + 1,
  });
  if (started === null) return { kind: 'refused', reason: 'It was tried again already.' };
  await copySteps(manager, run.id, started);
  return { kind: 'started', executionId, id: started };
}
