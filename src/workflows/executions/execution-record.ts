import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { jsonText } from '../../database/json-text.js';
import { RunFailedError } from '../durable/durable-step.js';
import type { Definition } from '../definitions/definition-schema.js';
import { readStored } from '../definitions/read-stored.js';
import type { RunRecord } from '../runs/run-record.js';
import type { StepRow } from './step-rows.js';

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
}

/** A run, as far as conditions ask about it. */
export type Judgeable = Omit<ExecutionRecord, 'definition'>;

type Stored = Omit<StoredExecution, 'definition'> & {
  definition: unknown;
  switched: Record<string, unknown>;
  ownCondition: string | null;
};

/** As it is in the database: this version may not be able to read its definition (null). */
export type StoredExecution = Omit<ExecutionRecord, 'definition'> & {
  definition: Definition | null;
  /** Why it ended as it did; null: it runs, or there is nothing to say. */
  endReason: string | null;
};

/** How a run ended, or is to end. */
export interface End {
  status: 'completed' | 'failed' | 'timeout' | 'cancelled';
  reason: string | null;
  /** Its condition was true, and it was wanted. */
  fired: boolean;
}

/** What a part goes by. */
export interface Part {
  /** What it and the parts before it took of the time of the run. */
  spentMs: number;
  /** Why the run is not wanted any more; null: it is. */
  unwanted: string | null;
  /** What the run has behind it of its steps. */
  steps: StepRow[];
  /** It has ended in this part, and who wants to hear of it may not have; null: it runs. */
  end: End | null;
}

const COLUMNS = `r.id, r.execution_id AS "executionId", r.attempt, r.workflow_id AS "workflowId", w.name AS "workflowName",
       COALESCE(v.definition, w.definition) AS definition, COALESCE(x.config, '{}') AS switched, x.condition AS "ownCondition", r.installation_id AS "installationId",
       i.github_installation_id::float8 AS "githubInstallationId", i.account_login AS "accountLogin",
       CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'githubRepoId', p.github_repo_id, 'fullName', p.full_name,
         'defaultBranch', p.default_branch) END AS repository,
       CASE WHEN q.id IS NOT NULL THEN json_build_object('id', q.id, 'number', q.number,
         'headSha', COALESCE(NULLIF(r.head_sha, ''), q.head_sha), 'baseRef', q.base_ref) END AS pull,
       CASE WHEN e.id IS NOT NULL THEN json_build_object('id', e.id, 'source', e.source, 'type', e.event_type, 'payload', e.payload) END AS event,
       r.trigger_type AS "triggerType", COALESCE(r.inputs, '{}') AS inputs, r.dry_run AS "dryRun", r.requested_by AS "requestedBy",
       r.queued_at AS "queuedAt", COALESCE(r.started_at, now()) AS "startedAt",
       r.outcome_reason AS "endReason"`;
const TABLES = `workflow_runs r JOIN workflows w ON w.id = r.workflow_id JOIN installations i ON i.id = r.installation_id
  LEFT JOIN workflow_versions v ON v.workflow_id = r.workflow_id AND v.version = r.workflow_version
  LEFT JOIN workflow_switches x ON x.workflow_id = r.workflow_id AND x.installation_id = r.installation_id
  LEFT JOIN repositories p ON p.id = r.repository_id LEFT JOIN pull_requests q ON q.id = r.pull_request_id
  LEFT JOIN events e ON e.id = r.event_id`;
const RECORD = `SELECT ${COLUMNS} FROM ${TABLES}`;

/**
 * Marks a run that was let in as running and returns its record with what its part goes by; null if it was cancelled, is
 * gone, or another part of it is at work. `engineId`: the part that asks, again after a crash.
 */
export async function claimExecution(
  source: DataSource,
  engineId: string,
): Promise<{ run: StoredExecution; part: Part } | null> {
  const rows: (Stored & { part: Part })[] = await source.query(CLAIM, [engineId]);
  const [row] = rows;
  if (row === undefined) return null;
  const { part, ...stored } = row;
  const run = recordOf([stored]);
  return run && { run, part };
}

/** A run of a built-in workflow of our code, by its `execution_id`, as what its condition is judged by. Throws where it is gone. */
export async function readOwnRun(source: DataSource, executionId: string): Promise<Judgeable> {
  const rows: Judgeable[] = await source.query(`${RECORD} WHERE r.execution_id = $1`, [executionId]);
  const [row] = rows;
  if (row === undefined) throw new RunFailedError('the run is gone');
  return row;
}

/** Kept for sure: a worker that outlives a crash of the server goes by it. */
const CLAIM = prepared(`WITH claimed AS (
    UPDATE workflow_runs SET status = 'running', started_at = COALESCE(started_at, now()), began_at = COALESCE(began_at, now())
     WHERE engine_id = $1 AND status IN ('pending', 'running') RETURNING id, attempt)
  SELECT ${COLUMNS}, json_build_object(
           'spentMs', r.worked_ms + COALESCE(extract(epoch FROM now() - r.began_at) * 1000, 0)::float8,
           'unwanted', CASE WHEN r.superseded_by IS NOT NULL THEN r.superseded_by
                            WHEN NOT i.is_active THEN 'the App is not installed any more, or suspended'
                            WHEN NOT p.is_active THEN 'the repository is not served any more' END,
           'steps', (SELECT COALESCE(json_agg(json_build_object('position', s.position, 'name', s.name, 'status', s.status,
                        'result', s.result, 'error', s.error_message, 'attempts', json_build_object('failures', s.failures,
                        'nextAt', extract(epoch FROM s.retry_at)::float8 * 1000)) ORDER BY s.position), '[]')
                       FROM execution_steps s WHERE s.run_id = r.id),
           'end', CASE WHEN c.id IS NULL THEN json_build_object('status', r.status, 'reason', r.outcome_reason,
                       'fired', COALESCE((r.result->>'fired')::boolean, false)) END) AS part
    FROM ${TABLES} LEFT JOIN claimed c ON c.id = r.id
   WHERE r.engine_id = $1 AND (c.attempt = r.attempt OR r.status IN ('completed', 'failed', 'timeout'))`);

/** A run of which the engine gave up the part `engineId`; null: there is none. */
export async function readFailedExecution(source: DataSource, engineId: string): Promise<StoredExecution | null> {
  return recordOf(await source.query(`${RECORD} WHERE r.engine_id = $1 AND r.status = 'failed'`, [engineId]));
}

function recordOf([row]: readonly Stored[]): StoredExecution | null {
  if (row === undefined) return null;
  const { switched, ownCondition, ...record } = row;
  return { ...record, definition: readStored(row.definition, { config: switched, condition: ownCondition }) };
}

/** How a run ended, as its attempt says. */
export type Ending = Pick<ExecutionRecord, 'id' | 'attempt'> & End;

/**
 * Writes how runs ended, and ends what of their steps is open; each only once, and only by the attempt that runs. The name
 * of the part stays: who wants to hear of the end is told by it. In the caller's transaction, which has locked the
 * executions. Returns the ids of those that these were.
 */
export async function finishExecutions(
  manager: EntityManager,
  endings: readonly Ending[],
): Promise<ReadonlySet<string>> {
  const rows: { id: string }[] = await manager.query(FINISH, [
    endings.map(({ id }) => id),
    endings.map(({ attempt }) => attempt),
    endings.map(({ status }) => status),
    endings.map(({ reason }) => reason),
    endings.map(({ fired }) => jsonText({ fired })),
  ]);
  return new Set(rows.map(({ id }) => id));
}

const FINISH = prepared(`WITH ended AS (
    UPDATE workflow_runs r SET status = e.status, outcome_reason = e.reason, result = e.result::jsonb,
           completed_at = now(), waiting_for = NULL, resume_at = NULL,
           error_message = CASE WHEN e.status IN ('failed', 'timeout') THEN e.reason END
      FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[]) AS e (id, attempt, status, reason, result)
     WHERE r.id = e.id AND r.attempt = e.attempt AND r.status IN ('pending', 'running')
    RETURNING r.id, e.status, e.reason
  ), closed AS (
    UPDATE execution_steps s SET status = CASE e.status WHEN 'failed' THEN 'failed' ELSE 'cancelled' END, error_message = e.reason,
           completed_at = now()
      FROM ended e WHERE s.run_id = e.id AND s.status IN ('running', 'waiting')
  )
  SELECT id FROM ended`);

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
