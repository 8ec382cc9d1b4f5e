import type { EntityManager } from 'typeorm';
import { isAfter, microsOf, type Place } from '../lists/newest-first.js';

/** Which runs somebody sees: of these repositories, and of these installations those that are about none (our ids). */
export interface SeenExecutions {
  repositoryIds: readonly number[];
  administered: readonly number[];
}

export interface ExecutionRow {
  id: string;
  execution_id: string;
  workflow_id: string;
  workflow: string;
  version: number | null;
  installation_id: number;
  repository_id: number | null;
  repo: string | null;
  pr_number: number | null;
  head_sha: string | null;
  event_id: string | null;
  trigger_type: string | null;
  trigger_id: string | null;
  status: 'pending' | 'running' | 'completed' | 'failed' | 'timeout' | 'cancelled';
  outcome: 'reviewed' | 'partial' | 'skipped' | 'failed' | null;
  reason: string | null;
  /** Whether its condition was true; null: it has not ended, or has none to tell. */
  fired: boolean | null;
  dry_run: boolean;
  requested_by: string | null;
  waiting_for: string | null;
  resume_at: string | null;
  retry_count: number;
  queued_at: string;
  started_at: string | null;
  completed_at: string | null;
  micros: string;
}

const at = (column: string) => `to_json(r.${column}) #>> '{}' AS ${column}`;

/** Of `workflow_runs r` with `EXECUTION_TABLES`, for `ExecutionRow`. */
export const EXECUTION_COLUMNS = `r.id, r.execution_id, r.workflow_id, r.workflow_type AS workflow, r.workflow_version AS version, r.installation_id,
  r.repository_id, p.full_name AS repo, q.number AS pr_number, NULLIF(r.head_sha, '') AS head_sha, r.event_id, r.trigger_type, r.trigger_id,
  r.status, r.outcome, r.outcome_reason AS reason,
  CASE WHEN jsonb_typeof(r.result->'fired') = 'boolean' THEN (r.result->>'fired')::boolean END AS fired, r.dry_run, r.requested_by, r.waiting_for, ${at('resume_at')}, r.retry_count,
  ${at('queued_at')}, ${at('started_at')}, ${at('completed_at')}, ${microsOf('r.queued_at')} AS micros`;
export const EXECUTION_TABLES = `workflow_runs r LEFT JOIN repositories p ON p.id = r.repository_id
  LEFT JOIN pull_requests q ON q.id = r.pull_request_id`;

/** SQL of which runs are seen, by the parameters of `SeenExecutions`. */
export function isSeen([repositories, installations]: readonly [string, string]): string {
  return `(r.repository_id = ANY (${repositories}) OR (r.repository_id IS NULL AND r.installation_id = ANY (${installations})))`;
}

/** The runs of a workflow, newest first. */
export function listExecutions(
  manager: EntityManager,
  { repositoryIds, administered }: SeenExecutions,
  filter: {
    workflowId: string;
    installationId: number;
    status?: string | undefined;
    after: Place | null;
    limit: number;
  },
): Promise<ExecutionRow[]> {
  const { workflowId, installationId, status, after, limit } = filter;
  return manager.query(
    `SELECT ${EXECUTION_COLUMNS} FROM ${EXECUTION_TABLES}
      WHERE r.workflow_id = $1 AND r.installation_id = $2 AND ${isSeen(['$3', '$4'])} AND ($5::text IS NULL OR r.status = $5)
        AND ${isAfter('r.queued_at', 'r.id', ['$6', '$7'])}
      ORDER BY r.queued_at DESC, r.id DESC LIMIT $8`,
    [
      workflowId,
      installationId,
      repositoryIds,
      administered,
      status ?? null,
      after?.micros ?? null,
      after?.id ?? null,
      limit,
    ],
  );
}
