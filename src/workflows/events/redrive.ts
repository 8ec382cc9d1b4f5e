import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { jsonText } from '../../database/json-text.js';
import { retryExecution } from '../executions/retry-execution.js';
import { parkSurplus } from '../runs/park-runs.js';
import { partitionKey, RunPolicy } from './run-policy.js';

/** Who asks for it: only an event of that installation (ours) is there for them. */
export interface RedriveRequest {
  installationId: number;
  by: { id: number; login: string };
}

export type Redriven = { kind: 'queued'; id: string } | { kind: 'refused'; reason: string };

/**
 * Gives a failed event another try, or each failed run of it a new run (`parent_execution_id` points at the old one).
 * What has become pointless (pull request closed, another head) or may not run (suspended) is an answer, not an error.
 */
export function redrive(
  source: Pick<DataSource, 'transaction'>,
  eventId: string,
  asked: RedriveRequest | null = null,
): Promise<Redriven[]> {
  if (!z.guid().safeParse(eventId).success) return Promise.resolve([refused('no such event')]);
  return source.transaction(async (manager) => {
    const events: { status: string; retry_count: number; stored: boolean }[] = await manager.query(
      `SELECT status, retry_count, payload <> '{}' AS stored FROM events
        WHERE id = $1 AND ($2::int IS NULL OR installation_id = $2) FOR UPDATE`,
      [eventId, asked?.installationId ?? null],
    );
    const event = events[0];
    if (!event) return [refused('no such event')];
    if (event.status !== 'failed') return redriveRuns(manager, eventId, asked);
    return [event.stored ? await redriveEvent(manager, eventId) : refused('its payload could not be stored')];
  });
}

/** The engine's id names the try, as `sweepRuns` expects it. */
async function redriveEvent(manager: EntityManager, eventId: string): Promise<Redriven> {
  const [rows]: [{ id: string }[], number] = await manager.query(
    `UPDATE events SET status = 'pending', error_message = NULL, processed_at = NULL, retry_count = retry_count + 1
      WHERE id = $1 RETURNING 'event:' || id || ':' || retry_count AS id`,
    [eventId],
  );
  const id = rows[0]?.id ?? '';
  await enqueueWorkflow(manager, { workflow: 'handle_event', queue: 'events', id, args: [eventId] });
  return { kind: 'queued', id };
}

interface FailedRun {
  id: string;
  execution_id: string;
  retry_count: number;
  state: string;
  number: number;
  github_repo_id: string;
  head_sha: string;
  present_head: string;
  config: unknown;
  away: string | null;
}

/** One that was redriven already has a successor: that one counts. */
async function redriveRuns(manager: EntityManager, eventId: string, asked: RedriveRequest | null): Promise<Redriven[]> {
  const runs: FailedRun[] = await manager.query(
    `SELECT r.id, r.execution_id, r.retry_count, q.state, q.number, p.github_repo_id, r.head_sha, q.head_sha AS present_head, w.config,
            CASE WHEN i.deleted_at IS NOT NULL THEN 'uninstalled' WHEN i.suspended_at IS NOT NULL THEN 'suspended'
                 WHEN p.disconnected_at IS NOT NULL THEN 'disconnected' WHEN NOT p.is_active THEN 'repository removed' END AS away
       FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id JOIN pull_requests q ON q.id = r.pull_request_id
       JOIN repositories p ON p.id = r.repository_id JOIN installations i ON i.id = r.installation_id
      WHERE r.event_id = $1 AND r.status = 'failed' AND r.workflow_version IS NULL
        AND NOT EXISTS (SELECT FROM workflow_runs later WHERE later.parent_execution_id = r.id)
      ORDER BY r.queued_at`,
    [eventId],
  );
  const redriven: Redriven[] = [];
  for (const run of runs) redriven.push(await redriveRun(manager, run, asked));
  for (const id of await failedExecutions(manager, eventId)) {
    const retried = await retryExecution(manager, id, asked?.by.login ?? 'nectr');
    redriven.push(retried.kind === 'started' ? { kind: 'queued', id: retried.executionId } : refused(retried.reason));
  }
  return redriven.length > 0 ? redriven : [refused('neither the event nor a run of it has failed')];
}

/** Failed runs of definitions that nobody has tried again. */
async function failedExecutions(manager: EntityManager, eventId: string): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT r.id FROM workflow_runs r WHERE r.event_id = $1 AND r.status = 'failed' AND r.workflow_version IS NOT NULL
        AND NOT EXISTS (SELECT FROM workflow_runs later WHERE later.parent_execution_id = r.id) ORDER BY r.queued_at`,
    [eventId],
  );
  return rows.map(({ id }) => id);
}

async function redriveRun(manager: EntityManager, run: FailedRun, asked: RedriveRequest | null): Promise<Redriven> {
  const policy = RunPolicy.parse(run.config ?? {});
  if (run.away !== null) return refused(run.away);
  if (run.state === 'closed') return refused('closed');
  if (policy.replaces && run.head_sha !== run.present_head) return refused('head moved');
  const base = run.execution_id.replace(/:\d+$/, '');
  const executionId = `${base}:${run.retry_count + 1}`;
  await manager.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, event_id, installation_id, repository_id, pull_request_id,
            workflow_type, status, trigger_type, trigger_key, trigger_data, head_sha, retry_count, parent_execution_id)
     SELECT $2, workflow_id, event_id, installation_id, repository_id, pull_request_id, workflow_type, 'pending',
            trigger_type, trigger_key, COALESCE(trigger_data, '{}') || $3::jsonb, head_sha, retry_count + 1, id
       FROM workflow_runs WHERE id = $1`,
    [run.id, executionId, jsonText(asked === null ? {} : { redriven_by: asked.by })],
  );
  await enqueueWorkflow(manager, {
    workflow: 'run_workflow',
    queue: 'runs',
    id: executionId,
    args: [executionId],
    partitionKey: partitionKey(run.github_repo_id, run.number, policy.lane),
  });
  await parkSurplus(manager, executionId);
  return { kind: 'queued', id: executionId };
}

function refused(reason: string): Redriven {
  return { kind: 'refused', reason };
}
