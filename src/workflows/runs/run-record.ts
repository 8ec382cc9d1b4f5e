import { untilPrompt } from '../../turns/until-prompt.js';
import type { DataSource } from 'typeorm';
import { jsonText } from '../../database/json-text.js';

/** What a run needs to know of itself. */
export interface RunRecord {
  id: string;
  executionId: string;
  workflowId: string;
  workflowType: string;
  attempt: number;
  installationId: number;
  githubInstallationId: number;
  repositoryId: number;
  githubRepoId: number;
  fullName: string;
  pullRequestId: string;
  pullNumber: number;
  /** The head of the event, then the one that was really read. */
  headSha: string;
  triggerKey: string;
  triggerData: Record<string, unknown>;
  queuedAt: Date;
  /** What its installation has set as the condition of this built-in workflow; null: nothing. */
  condition?: string | null;
}

/** What a run ended with. */
export interface RunEnd {
  status: 'completed' | 'failed' | 'timeout' | 'cancelled';
  outcome: 'reviewed' | 'partial' | 'skipped' | 'failed' | null;
  reason: string | null;
  result: Record<string, unknown> | null;
}

/** Thrown by a worker whose run was taken over by another, or ended from outside: it must write nothing more. */
export class RunFencedError extends Error {
  override readonly name = 'RunFencedError';
}

/**
 * Marks a queued run as running and returns its record; null if it has ended or is gone. `attempt` is the fencing
 * token: whoever takes a run over raises it.
 */
export async function claimRun(source: DataSource, executionId: string): Promise<RunRecord | null> {
  await source.query(
    `UPDATE workflow_runs SET status = 'running', started_at = COALESCE(started_at, now())
      WHERE execution_id = $1 AND status IN ('pending', 'running')`,
    [executionId],
  );
  return readRun(source, executionId, ['running']);
}

/** The record of a run in one of the given states, or null. */
export async function readRun(
  source: DataSource,
  executionId: string,
  statuses: readonly string[],
): Promise<RunRecord | null> {
  const rows: RunRecord[] = await source.query(
    `SELECT r.id, r.execution_id AS "executionId", r.workflow_id AS "workflowId", r.workflow_type AS "workflowType",
            r.attempt, r.installation_id AS "installationId", i.github_installation_id::float8 AS "githubInstallationId",
            r.repository_id AS "repositoryId", p.github_repo_id::float8 AS "githubRepoId", p.full_name AS "fullName",
            r.pull_request_id AS "pullRequestId", q.number AS "pullNumber", r.head_sha AS "headSha",
            r.trigger_key AS "triggerKey", COALESCE(r.trigger_data, '{}') AS "triggerData", r.queued_at AS "queuedAt", s.condition
       FROM workflow_runs r
       JOIN installations i ON i.id = r.installation_id
       JOIN repositories p ON p.id = r.repository_id
       JOIN pull_requests q ON q.id = r.pull_request_id
       LEFT JOIN workflow_switches s ON s.workflow_id = r.workflow_id AND s.installation_id = r.installation_id
      WHERE r.execution_id = $1 AND r.status = ANY ($2)`,
    [executionId, statuses],
  );
  return rows[0] ?? null;
}

/** Throws RunFencedError unless this attempt is the one that runs. Asked before every write to GitHub. */
export async function assertAttempt(
  source: DataSource,
  run: Pick<RunRecord, 'executionId' | 'attempt'>,
): Promise<void> {
  const rows: unknown[] = await untilPrompt(() =>
    source.query(
      `SELECT 1 FROM workflow_runs WHERE execution_id = $1 AND attempt = $2 AND status IN ('running', 'failed')`,
      [run.executionId, run.attempt],
    ),
  );
  if (rows.length === 0) throw new RunFencedError(`${run.executionId} is run by another worker now`);
}

/** Remembers which head a run reads: its check run hangs on that one. */
export async function moveRun(source: DataSource, run: RunRecord, headSha: string): Promise<void> {
  await source.query('UPDATE workflow_runs SET head_sha = $3 WHERE execution_id = $1 AND attempt = $2', [
    run.executionId,
    run.attempt,
    headSha,
  ]);
  run.headSha = headSha;
}

/** Writes how a run ended; only once, and only by the attempt that runs. */
export async function finishRun(
  source: DataSource,
  run: Pick<RunRecord, 'executionId' | 'attempt'>,
  end: RunEnd,
): Promise<void> {
  await source.query(
    `UPDATE workflow_runs SET status = $3::varchar, outcome = $4, outcome_reason = $5::text, result = $6, completed_at = now(),
            error_message = CASE WHEN $3::varchar = 'failed' THEN $5::text END
      WHERE execution_id = $1 AND attempt = $2 AND status IN ('pending', 'running')`,
    [run.executionId, run.attempt, end.status, end.outcome, end.reason, end.result && jsonText(end.result)],
  );
}
