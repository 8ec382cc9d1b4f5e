import type { DataSource } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import type { Log } from '../ports.js';
import { partitionKey, RunPolicy } from '../events/run-policy.js';

interface Dead {
  execution_id: string;
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
    `SELECT r.execution_id, r.workflow_version IS NOT NULL AS is_definition, s.status AS engine_status, p.github_repo_id, q.number, w.config
       FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
       JOIN dbos.workflow_status s ON s.workflow_uuid = CASE WHEN r.workflow_version IS NULL THEN r.execution_id ELSE r.engine_id END
       LEFT JOIN repositories p ON p.id = r.repository_id LEFT JOIN pull_requests q ON q.id = r.pull_request_id
      WHERE r.status IN ('pending', 'running')
        AND s.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
        AND s.updated_at < (extract(epoch FROM now()) * 1000)::bigint - 1000`,
  );
  for (const run of dead) {
    await source.transaction(async (manager) => {
      const [rows]: [unknown[], number] = await manager.query(
        `UPDATE workflow_runs SET status = 'failed', outcome = 'failed', completed_at = now(), attempt = attempt + 1,
                outcome_reason = $2, error_message = $2, engine_id = NULL
          WHERE execution_id = $1 AND status IN ('pending', 'running') RETURNING 1`,
        [run.execution_id, reasonOf(run.engine_status)],
      );
      // What it showed on the pull request it showed by itself.
      if (rows.length === 0 || run.is_definition || run.number === null || run.github_repo_id === null) return;
      await enqueueWorkflow(manager, {
        workflow: 'settle_run',
        queue: 'runs',
        id: `settle:${run.execution_id}`,
        args: [run.execution_id],
        partitionKey: partitionKey(run.github_repo_id, run.number, RunPolicy.parse(run.config ?? {}).lane),
      });
    });
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

function reasonOf(engineStatus: string): string {
  return engineStatus === 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'
    ? 'the worker died three times at this run'
    : `the engine ended this run (${engineStatus.toLowerCase()})`;
}
