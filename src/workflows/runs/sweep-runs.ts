import type { DataSource, EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import type { Log } from '../ports.js';
import { partitionKey, RunPolicy } from '../events/run-policy.js';
import { admitExecutions } from '../executions/admit-executions.js';
import { closeSteps } from '../executions/close-steps.js';
import { reviewOf } from '../executions/execution-record.js';
import { lockExecutions } from '../executions/lock-executions.js';
import { wakeExecutions } from '../executions/wake-executions.js';

interface Dead {
  id: string;
  execution_id: string;
  installation_id: number;
  pull_request_id: string | null;
  is_definition: boolean;
  engine_status: string;
  github_repo_id: string | null;
  number: number | null;
  config: unknown;
}

/**
 * Corrects the records of runs from the engine's terminal states: a run that spent its attempts, was cancelled or
 * broke is `failed` and its pull request is settled; an event whose handler died is `failed` too. Returns the ids.
 */
export async function sweepRuns(source: DataSource, log: Log): Promise<string[]> {
  const dead: Dead[] = await source.query(
    `SELECT r.id, r.execution_id, r.installation_id, r.pull_request_id, r.workflow_version IS NOT NULL AS is_definition, s.status AS engine_status, p.github_repo_id, q.number, w.config
       FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
       JOIN dbos.workflow_status s ON s.workflow_uuid = CASE WHEN r.workflow_version IS NULL THEN r.execution_id ELSE r.engine_id END
       LEFT JOIN repositories p ON p.id = r.repository_id LEFT JOIN pull_requests q ON q.id = r.pull_request_id
      WHERE r.status IN ('pending', 'running')
        AND s.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
        AND s.updated_at < (extract(epoch FROM now()) * 1000)::bigint - 1000`,
  );
  for (const run of dead) {
    await source.transaction((manager) => (run.is_definition ? endDefinition(manager, run) : endReview(manager, run)));
    log.error({ executionId: run.execution_id, engine: run.engine_status }, 'a run died: it is settled');
  }
  const [events]: [{ id: string }[], number] = await source.query(
    `UPDATE events e SET status = 'failed', processed_at = now(), retry_count = retry_count + 1,
            error_message = 'the handler spent its attempts: nectr events redrive ' || e.id
       FROM dbos.workflow_status s
      WHERE s.workflow_uuid = 'event:' || e.id || CASE WHEN e.retry_count > 0 THEN ':' || e.retry_count ELSE '' END
        AND e.status IN ('pending', 'processing')
        AND s.status IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') RETURNING e.id`,
  );
  if (events.length > 0) log.error({ events: events.map(({ id }) => id) }, 'events became dead letters');
  return [...dead.map((run) => run.execution_id), ...events.map(({ id }) => id)];
}

async function endReview(manager: EntityManager, run: Dead): Promise<void> {
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE workflow_runs SET status = 'failed', outcome = 'failed', completed_at = now(), attempt = attempt + 1,
            outcome_reason = $2, error_message = $2
      WHERE id = $1 AND status IN ('pending', 'running') RETURNING 1`,
    [run.id, reasonOf(run.engine_status)],
  );
  if (rows.length === 0 || run.number === null || run.github_repo_id === null) return;
  await enqueueWorkflow(manager, {
    workflow: 'settle_run',
    queue: 'runs',
    id: `settle:${run.execution_id}`,
    args: [run.execution_id],
    partitionKey: partitionKey(run.github_repo_id, run.number, RunPolicy.parse(run.config ?? {}).lane),
  });
  if (run.pull_request_id !== null) await wakeExecutions(manager, [reviewOf(run.pull_request_id)], run.installation_id);
}

/** What it showed on the pull request it showed by itself; who wants to hear of its end is told by somebody else. */
async function endDefinition(manager: EntityManager, run: Dead): Promise<void> {
  await lockExecutions(manager, run.installation_id);
  const engineId = `${run.execution_id}#end`;
  const reason = reasonOf(run.engine_status);
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE workflow_runs SET status = 'failed', completed_at = now(), attempt = attempt + 1, outcome_reason = $2, error_message = $2,
            engine_id = $3, waiting_for = NULL, resume_at = NULL
      WHERE id = $1 AND status IN ('pending', 'running') RETURNING 1`,
    [run.id, reason, engineId],
  );
  if (rows.length === 0) return;
  await closeSteps(manager, run.id, 'failed', reason);
  await enqueueWorkflow(manager, { workflow: 'tell_end', queue: 'executions', id: engineId, args: [engineId] });
  await admitExecutions(manager, run.installation_id);
}

function reasonOf(engineStatus: string): string {
  return engineStatus === 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'
    ? 'the worker died three times at this run'
    : `the engine ended this run (${engineStatus.toLowerCase()})`;
}
