import type { DataSource, EntityManager } from 'typeorm';
import type { Log } from '../ports.js';

/** Let in at one look; the next look comes at once while there are more. */
const MOST_AT_ONCE = 100;

interface Owner {
  workflowId: string;
  installationId: number;
}

/**
 * Lets runs of a workflow of an installation in, the oldest first: never more at work than its
 * `max_concurrent_executions`, and of one concurrency key one after the other. In the caller's transaction; two who ask at
 * the same time follow each other. Returns how many came in.
 */
export async function admitExecutions(manager: EntityManager, { workflowId, installationId }: Owner): Promise<number> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('executions:' || $1 || ':' || $2, 0))`, [
    workflowId,
    installationId,
  ]);
  const rows: unknown[] = await manager.query(ADMIT, [workflowId, installationId, MOST_AT_ONCE]);
  return rows.length;
}

/**
 * Lets in what has waited for its time, and what a crash left behind. Called by the clock, from any worker; a workflow that
 * cannot be read holds up no other.
 */
export async function admitDueExecutions(source: DataSource, log: Log): Promise<number> {
  const owners: Owner[] = await source.query(
    `SELECT DISTINCT workflow_id AS "workflowId", installation_id AS "installationId" FROM workflow_runs
      WHERE status IN ('pending', 'running') AND workflow_version IS NOT NULL AND engine_id IS NULL
        AND (resume_at IS NULL OR resume_at <= now())`,
  );
  let admitted = 0;
  for (const owner of owners)
    admitted += await source
      .transaction((manager) => admitExecutions(manager, owner))
      .catch((error: unknown) => {
        log.warn({ err: error, ...owner }, 'runs of a workflow were not let in');
        return 0;
      });
  return admitted;
}

const ENGINE_ID = `r.execution_id || CASE WHEN r.part = 0 THEN '' ELSE '#' || r.part END`;

/** Walks the waiting ones in their order and stops when there is no more room. */
const ADMIT = `
  WITH room AS (
    SELECT least($3, greatest(0, COALESCE((x.config->>'max_concurrent_executions')::int,
             (w.definition->'config'->>'max_concurrent_executions')::int, 5)
             - (SELECT count(*) FROM workflow_runs a WHERE a.workflow_id = $1 AND a.installation_id = $2 AND a.workflow_version IS NOT NULL
                  AND a.status IN ('pending', 'running') AND a.engine_id IS NOT NULL)))::int AS places
      FROM workflows w LEFT JOIN workflow_switches x ON x.workflow_id = w.id AND x.installation_id = $2 WHERE w.id = $1
  ), chosen AS (
    SELECT r.id, ${ENGINE_ID} AS engine_id FROM workflow_runs r
     WHERE r.workflow_id = $1 AND r.installation_id = $2 AND r.workflow_version IS NOT NULL AND r.status IN ('pending', 'running')
       AND r.engine_id IS NULL AND (r.resume_at IS NULL OR r.resume_at <= now())
       AND NOT EXISTS (SELECT FROM workflow_runs o
             WHERE o.workflow_id = r.workflow_id AND o.concurrency_key = r.concurrency_key AND o.status IN ('pending', 'running')
               AND o.id <> r.id AND (o.engine_id IS NOT NULL
                 OR (o.resume_at IS NULL OR o.resume_at <= now()) AND (o.queued_at, o.id) < (r.queued_at, r.id)))
     ORDER BY r.queued_at, r.id LIMIT (SELECT places FROM room)
  ), admitted AS (
    UPDATE workflow_runs r SET engine_id = c.engine_id, resume_at = NULL FROM chosen c WHERE r.id = c.id RETURNING r.engine_id
  )
  SELECT dbos.enqueue_workflow(workflow_name => 'run_definition', queue_name => 'executions',
           positional_args => ARRAY[to_json(engine_id)], workflow_id => engine_id) FROM admitted`;
