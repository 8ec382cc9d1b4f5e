import type { DataSource, EntityManager } from 'typeorm';
import { RunFailedError } from '../durable/durable-step.js';
import type { Definition } from '../definitions/definition-schema.js';
import { readStored } from '../definitions/read-stored.js';
import type { RunEnd, RunRecord } from '../runs/run-record.js';
import { closeSteps } from './close-steps.js';

/** What a run of a definition needs to know of itself. */
export interface ExecutionRecord {
  id: string;
  executionId: string;
  /** Fencing token, as of every run. */
  attempt: number;
  workflowId: string;
  workflowName: string;
  definition: Definition;
  installationId: number;
  githubInstallationId: number;
  accountLogin: string;
  repository: { id: number; githubRepoId: number; fullName: string; defaultBranch: string } | null;
  pull: { id: string; number: number; headSha: string; baseRef: string } | null;
  event: { id: string; source: string; type: string; payload: unknown } | null;
  triggerType: 'event' | 'schedule' | 'webhook' | 'manual';
  inputs: Record<string, unknown>;
  dryRun: boolean;
  /** Login of who started it by hand; null: nobody did. */
  requestedBy: string | null;
  queuedAt: Date;
  startedAt: Date;
  /** What the parts before this one took of its time. */
  workedMs: number;
}

/** A run, as far as conditions ask about it. */
export type Judgeable = Omit<ExecutionRecord, 'definition'>;

/** As it is in the database: this version may not be able to read its definition (null). */
export type StoredExecution = Omit<ExecutionRecord, 'definition'> & {
  definition: Definition | null;
  /** Why it ended as it did; null: it runs, or there is nothing to say. */
  endReason: string | null;
};

const RECORD = `SELECT r.id, r.execution_id AS "executionId", r.attempt, r.workflow_id AS "workflowId", w.name AS "workflowName",
       COALESCE(v.definition, w.definition) AS definition, COALESCE(x.config, '{}') AS switched, x.condition AS "ownCondition", r.installation_id AS "installationId",
       i.github_installation_id::float8 AS "githubInstallationId", i.account_login AS "accountLogin",
       CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'githubRepoId', p.github_repo_id, 'fullName', p.full_name,
         'defaultBranch', p.default_branch) END AS repository,
       CASE WHEN q.id IS NOT NULL THEN json_build_object('id', q.id, 'number', q.number,
         'headSha', COALESCE(NULLIF(r.head_sha, ''), q.head_sha), 'baseRef', q.base_ref) END AS pull,
       CASE WHEN e.id IS NOT NULL THEN json_build_object('id', e.id, 'source', e.source, 'type', e.event_type, 'payload', e.payload) END AS event,
       r.trigger_type AS "triggerType", COALESCE(r.inputs, '{}') AS inputs, r.dry_run AS "dryRun", r.requested_by AS "requestedBy",
       r.queued_at AS "queuedAt", r.started_at AS "startedAt", r.worked_ms AS "workedMs",
       r.outcome_reason AS "endReason"
  FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id JOIN installations i ON i.id = r.installation_id
  LEFT JOIN workflow_versions v ON v.workflow_id = r.workflow_id AND v.version = r.workflow_version
  LEFT JOIN workflow_switches x ON x.workflow_id = r.workflow_id AND x.installation_id = r.installation_id
  LEFT JOIN repositories p ON p.id = r.repository_id LEFT JOIN pull_requests q ON q.id = r.pull_request_id
  LEFT JOIN events e ON e.id = r.event_id`;

/**
 * Marks a run that was let in as running and returns its record; null if it was cancelled, is gone, or another part of it is
 * at work. One that has ended in this part is given, too: whoever wants to hear of it may not have. `engineId`: the part
 * that asks.
 */
export async function claimExecution(source: DataSource, engineId: string): Promise<StoredExecution | null> {
  await source.query(
    `UPDATE workflow_runs SET status = 'running', started_at = COALESCE(started_at, now())
      WHERE engine_id = $1 AND status IN ('pending', 'running')`,
    [engineId],
  );
  return readRecord(source, engineId, ['running', 'completed', 'failed', 'timeout']);
}

/** A run of a built-in workflow of our code, by its `execution_id`, as what its condition is judged by. Throws where it is gone. */
export async function readOwnRun(source: DataSource, executionId: string): Promise<Judgeable> {
  const rows: Judgeable[] = await source.query(`${RECORD} WHERE r.execution_id = $1`, [executionId]);
  const [row] = rows;
  if (row === undefined) throw new RunFailedError('the run is gone');
  return row;
}

/** A run of which the engine gave up the part `engineId`; null: there is none. */
export async function readFailedExecution(source: DataSource, engineId: string): Promise<StoredExecution | null> {
  return readRecord(source, engineId, ['failed']);
}

async function readRecord(
  source: DataSource,
  engineId: string,
  statuses: readonly string[],
): Promise<StoredExecution | null> {
  const rows: (Omit<StoredExecution, 'definition'> & {
    definition: unknown;
    switched: Record<string, unknown>;
    ownCondition: string | null;
  })[] = await source.query(`${RECORD} WHERE r.engine_id = $1 AND r.status = ANY ($2)`, [engineId, statuses]);
  const [row] = rows;
  if (row === undefined) return null;
  const { switched, ownCondition, ...record } = row;
  return { ...record, definition: readStored(row.definition, { config: switched, condition: ownCondition }) };
}

/**
 * Writes how it ended, and ends what of its steps is open; only once, and only by the attempt that runs. The name of the
 * part stays: who wants to hear of the end is told by it. In the caller's transaction. Returns whether it was this one.
 */
export async function finishExecution(
  manager: EntityManager,
  { id, attempt }: Pick<ExecutionRecord, 'id' | 'attempt'>,
  { status, reason, result }: Pick<RunEnd, 'status' | 'reason' | 'result'>,
): Promise<boolean> {
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE workflow_runs SET status = $3::varchar, outcome_reason = $4::text, result = $5, completed_at = now(),
            waiting_for = NULL, resume_at = NULL, error_message = CASE WHEN $3::varchar IN ('failed', 'timeout') THEN $4::text END
      WHERE id = $1 AND attempt = $2 AND status IN ('pending', 'running') RETURNING 1`,
    [id, attempt, status, reason, result && JSON.stringify(result)],
  );
  if (rows.length === 0) return false;
  await closeSteps(manager, id, status === 'failed' ? 'failed' : 'cancelled', reason);
  return true;
}

/** What a run waits for that waits for the review of a pull request (our id). */
export function reviewOf(pullRequestId: string): string {
  return `review:${pullRequestId}`;
}

/** What a step of a run waits for that waits for a person's word. */
export function approvalOf(runId: string, position: number): string {
  return `approval:${runId}:${position}`;
}

/**
 * The run as the actions of a pull request know it. Throws RunFailedError where it is about none.
 */
export function pullRunOf(run: Judgeable): RunRecord {
  const { repository, pull } = run;
  if (repository === null || pull === null) throw new RunFailedError('this step needs a pull request');
  return {
    id: run.id,
    executionId: run.executionId,
    workflowId: run.workflowId,
    workflowType: run.workflowName,
    attempt: run.attempt,
    installationId: run.installationId,
    githubInstallationId: run.githubInstallationId,
    repositoryId: repository.id,
    githubRepoId: repository.githubRepoId,
    fullName: repository.fullName,
    pullRequestId: pull.id,
    pullNumber: pull.number,
    headSha: pull.headSha,
    triggerKey: `workflow:${run.executionId}`,
    triggerData: {},
    queuedAt: run.queuedAt,
  };
}
