import type { EntityManager } from 'typeorm';
import { cancelExecutions } from '../executions/cancel-execution.js';
import { reviewOf } from '../executions/execution-record.js';
import { wakeExecutions } from '../executions/wake-executions.js';

/** How many runs were stopped: `cancelled` ones never began, `asked` ones stop themselves. */
export interface EndedRuns {
  cancelled: number;
  asked: number;
  /** When the oldest cancelled run was queued; a burst counts from there. */
  firstQueuedAt: Date | null;
}

/**
 * Ends what runs or waits for a pull request, in the caller's transaction (durable-engine.md 27): waiting ones are
 * cancelled in the engine, a running one is marked, sees the mark within its watch interval and ends itself.
 * `mark` is what comes instead: `superseded by <sha>`, `closed`, `uninstalled`. With `workflowId` only the runs of that
 * workflow end. Runs of definitions are not among them: a closed pull request may still be told of, or labelled.
 */
export async function endRuns(
  manager: EntityManager,
  pullRequestId: string,
  mark: string,
  workflowId: string | null = null,
): Promise<EndedRuns> {
  const waiting: [{ execution_id: string; queued_at: Date; installation_id: number }[], number] = await manager.query(
    `UPDATE workflow_runs SET status = 'cancelled', outcome = 'skipped', outcome_reason = $2, superseded_by = $2,
            completed_at = now()
      WHERE pull_request_id = $1 AND workflow_version IS NULL AND status = 'pending' AND ($3::uuid IS NULL OR workflow_id = $3)
     RETURNING execution_id, queued_at, installation_id`,
    [pullRequestId, mark, workflowId],
  );
  const [cancelled] = waiting;
  await manager.query(
    `UPDATE dbos.workflow_status SET status = 'CANCELLED', owner_xid = NULL, queue_name = NULL, deduplication_id = NULL,
            completed_at = (extract(epoch FROM now()) * 1000)::bigint, updated_at = (extract(epoch FROM now()) * 1000)::bigint
      WHERE workflow_uuid = ANY ($1) AND status IN ('DELAYED', 'ENQUEUED')`,
    [cancelled.map((run) => run.execution_id)],
  );
  const [, asked]: [unknown, number] = await manager.query(
    `UPDATE workflow_runs SET superseded_by = $2
      WHERE pull_request_id = $1 AND workflow_version IS NULL AND status = 'running' AND superseded_by IS NULL
        AND ($3::uuid IS NULL OR workflow_id = $3)`,
    [pullRequestId, mark, workflowId],
  );
  const [first] = cancelled;
  if (first !== undefined) await wakeExecutions(manager, [reviewOf(pullRequestId)], first.installation_id);
  const queued = cancelled.map((run) => run.queued_at.getTime());
  return {
    cancelled: cancelled.length,
    asked,
    firstQueuedAt: queued.length === 0 ? null : new Date(Math.min(...queued)),
  };
}

/**
 * Ends everything of some repositories: nothing runs for a suspended or removed installation, of which what is about no
 * repository ends, too.
 */
export async function endRunsOfRepositories(
  manager: EntityManager,
  repositoryIds: readonly number[],
  mark: string,
): Promise<number> {
  const pulls: { id: string }[] = await manager.query(
    `SELECT DISTINCT pull_request_id AS id FROM workflow_runs
      WHERE repository_id = ANY ($1) AND status IN ('pending', 'running') AND workflow_version IS NULL AND pull_request_id IS NOT NULL`,
    [repositoryIds],
  );
  let ended = 0;
  for (const { id } of pulls) {
    const { cancelled, asked } = await endRuns(manager, id, mark);
    ended += cancelled + asked;
  }
  const defined: { installationId: number; ids: string[] }[] = await manager.query(
    `SELECT installation_id AS "installationId", array_agg(id::text ORDER BY queued_at, id) AS ids FROM workflow_runs
      WHERE status IN ('pending', 'running') AND workflow_version IS NOT NULL AND (repository_id = ANY ($1)
        OR repository_id IS NULL AND installation_id IN (SELECT i.id FROM installations i JOIN repositories p ON p.installation_id = i.id
             WHERE p.id = ANY ($1) AND NOT i.is_active))
      GROUP BY installation_id ORDER BY installation_id`,
    [repositoryIds],
  );
  for (const of of defined) ended += await cancelExecutions(manager, of, mark);
  return ended;
}
