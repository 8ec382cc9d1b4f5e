import type { DataSource } from 'typeorm';
import { admitExecutions } from './admit-executions.js';
import type { ExecutionRecord } from './execution-record.js';
import { lockExecutions } from './lock-executions.js';
import type { StepRows } from './step-rows.js';

/** `fenced`: another worker has this part now. */
export type Parked = { kind: 'parked' | 'fenced' } | { kind: 'stopped'; reason: string };

/**
 * Leaves the engine until something happens, or until a time, and gives the place to the next one. What has happened since
 * it was asked for counts: such a run goes on at once, and one that is not wanted any more is not parked. Again for the
 * same part (`engineId`) it is nothing. `steps`: what is written with it, of the step that waits.
 */
export function parkExecution(
  source: DataSource,
  {
    id,
    attempt,
    workflowId,
    installationId,
  }: Pick<ExecutionRecord, 'id' | 'attempt' | 'workflowId' | 'installationId'>,
  engineId: string,
  wait: { for: string; until: Date },
  steps: Pick<StepRows, 'writeIn'>,
): Promise<Parked> {
  return source.transaction(async (manager): Promise<Parked> => {
    await lockExecutions(manager, installationId);
    const [rows]: [unknown[], number] = await manager.query(
      `UPDATE workflow_runs r SET engine_id = NULL, waiting_for = $4::text, part = part + 1, began_at = NULL,
              worked_ms = worked_ms + COALESCE(extract(epoch FROM now() - began_at) * 1000, 0)::int,
              resume_at = CASE WHEN ${HAS_HAPPENED} THEN now() ELSE $5::timestamptz END
        WHERE id = $1 AND attempt = $2 AND engine_id = $3 AND status = 'running' AND superseded_by IS NULL RETURNING 1`,
      [id, attempt, engineId, wait.for, wait.until],
    );
    if (rows.length > 0) {
      await steps.writeIn(manager);
      await admitExecutions(manager, installationId, [workflowId]);
      return { kind: 'parked' };
    }
    const left: { attempt: number; mark: string | null }[] = await manager.query(
      `SELECT attempt, superseded_by AS mark FROM workflow_runs WHERE id = $1 AND engine_id = $2 AND status = 'running'`,
      [id, engineId],
    );
    const [run] = left;
    if (run === undefined) return { kind: 'parked' };
    return run.attempt === attempt && run.mark !== null ? { kind: 'stopped', reason: run.mark } : { kind: 'fenced' };
  });
}

/** What a run is parked for (`approvalOf`, `reviewOf`) is over already. */
const HAS_HAPPENED = `(
  EXISTS (SELECT FROM approvals a WHERE a.run_id = r.id AND a.decision IS NOT NULL AND $4::text = 'approval:' || a.run_id || ':' || a.position)
  OR $4::text = 'review:' || r.pull_request_id AND NOT EXISTS (
    SELECT FROM workflow_runs v JOIN workflows w ON w.id = v.workflow_id AND w.name = 'pr_review' AND w.installation_id IS NULL
     WHERE v.pull_request_id = r.pull_request_id AND v.workflow_version IS NULL AND v.status IN ('pending', 'running')))`;
