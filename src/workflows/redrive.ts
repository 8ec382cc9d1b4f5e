import type { DataSource, EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../database/enqueue-workflow.js';
import { partitionKey, RunPolicy } from './run-policy.js';

export type Redriven = { kind: 'queued'; id: string } | { kind: 'refused'; reason: string };

/**
 * Gives a failed event another try, or a failed run of it a new run (`parent_execution_id` points at the old one).
 * What has become pointless (pull request closed, another head) is an answer, not an error.
 */
export function redrive(source: DataSource, eventId: string): Promise<Redriven> {
  return source.transaction(async (manager) => {
    const events: { status: string; retry_count: number }[] = await manager.query(
      'SELECT status, retry_count FROM events WHERE id = $1 FOR UPDATE',
      [eventId],
    );
    const event = events[0];
    if (!event) return { kind: 'refused', reason: 'no such event' };
    if (event.status === 'failed') return redriveEvent(manager, eventId, event.retry_count);
    return redriveRun(manager, eventId);
  });
}

async function redriveEvent(manager: EntityManager, eventId: string, retries: number): Promise<Redriven> {
  const id = `event:${eventId}:${retries + 1}`;
  await manager.query(
    `UPDATE events SET status = 'pending', error_message = NULL, processed_at = NULL, retry_count = retry_count + 1 WHERE id = $1`,
    [eventId],
  );
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
}

async function redriveRun(manager: EntityManager, eventId: string): Promise<Redriven> {
  const runs: FailedRun[] = await manager.query(
    `SELECT r.id, r.execution_id, r.retry_count, q.state, q.number, p.github_repo_id, r.head_sha, q.head_sha AS present_head, w.config
       FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id JOIN pull_requests q ON q.id = r.pull_request_id JOIN repositories p ON p.id = r.repository_id
      WHERE r.event_id = $1 AND r.status = 'failed' ORDER BY r.queued_at DESC LIMIT 1`,
    [eventId],
  );
  const run = runs[0];
  if (!run) return { kind: 'refused', reason: 'neither the event nor a run of it has failed' };
  const policy = RunPolicy.parse(run.config ?? {});
  if (run.state === 'closed') return { kind: 'refused', reason: 'closed' };
  if (policy.replaces && run.head_sha !== run.present_head) return { kind: 'refused', reason: 'head moved' };
  const base = run.execution_id.replace(/:\d+$/, '');
  const executionId = `${base}:${run.retry_count + 1}`;
  await manager.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, event_id, installation_id, repository_id, pull_request_id,
            workflow_type, status, trigger_type, trigger_key, trigger_data, head_sha, retry_count, parent_execution_id)
     SELECT $2, workflow_id, event_id, installation_id, repository_id, pull_request_id, workflow_type, 'pending',
            trigger_type, trigger_key, trigger_data, head_sha, retry_count + 1, id
       FROM workflow_runs WHERE id = $1 ON CONFLICT (execution_id) DO NOTHING`,
    [run.id, executionId],
  );
  await enqueueWorkflow(manager, {
    workflow: 'run_workflow',
    queue: 'runs',
    id: executionId,
    args: [executionId],
    partitionKey: partitionKey(run.github_repo_id, run.number, policy.lane),
  });
  return { kind: 'queued', id: executionId };
}
