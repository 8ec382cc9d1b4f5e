import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import type { Log } from '../ports.js';
import { lockExecutions } from './lock-executions.js';

/** Runs of one installation at work, of all its workflows: a quarter of what one worker takes (`engine-queues.ts`). */
export const AT_WORK_OF_ONE = 24;

/**
 * Lets runs of an installation in, the oldest first: of each workflow never more at work than its
 * `max_concurrent_executions`, of one concurrency key one after the other, and of all of them no more than would leave
 * others their place. A run that waits for something is not at work, and holds no key. `workflowIds`: whose runs came or
 * went, one for each run; the others are looked at as well where the installation had no room. In the caller's
 * transaction; two who ask at the same time follow each other. Returns how many came in.
 */
export async function admitExecutions(
  manager: EntityManager,
  installationId: number,
  workflowIds: readonly string[] | null = null,
): Promise<number> {
  await lockExecutions(manager, installationId);
  return admitLocked(manager, installationId, workflowIds);
}

/** The same for a caller that has locked the executions. */
export async function admitLocked(
  manager: EntityManager,
  installationId: number,
  workflowIds: readonly string[] | null,
): Promise<number> {
  const rows: unknown[] = await manager.query(ADMIT, [installationId, AT_WORK_OF_ONE, workflowIds]);
  return rows.length;
}

/**
 * Lets in what has waited for its time, and what a crash left behind. Called by the clock, from any worker; a workflow that
 * cannot be read holds up no other installation.
 */
export async function admitDueExecutions(source: DataSource, log: Log): Promise<number> {
  const owners: { id: number }[] = await source.query(
    `SELECT i.id FROM installations i WHERE EXISTS (SELECT FROM workflow_runs r WHERE r.installation_id = i.id AND ${WAITS})`,
  );
  let admitted = 0;
  for (const { id } of owners)
    admitted += await source
      .transaction((manager) => admitExecutions(manager, id))
      .catch((error: unknown) => {
        log.warn({ err: error, installationId: id }, 'runs of workflows were not let in');
        return 0;
      });
  return admitted;
}

const ENGINE_ID = `r.execution_id || CASE WHEN r.part = 0 THEN '' ELSE '#' || r.part END`;

const WAITS = `r.workflow_version IS NOT NULL AND r.status IN ('pending', 'running') AND r.engine_id IS NULL
  AND (r.resume_at IS NULL OR r.resume_at <= now())`;

/** What this version cannot read counts as not said: it must not hold up the other workflows of its installation. */
function mostOf(config: string): string {
  const most = `${config}->'max_concurrent_executions'`;
  return `CASE jsonb_typeof(${most}) WHEN 'number' THEN (${most})::int END`;
}

/**
 * Of each workflow those that wait, in their order, as many as it has room for: what has no key is walked no further, of
 * each key the first one counts, and only where none of it is at work.
 */
const ADMIT = prepared(`
  WITH at_work AS MATERIALIZED (
    SELECT workflow_id, count(*)::int AS runs FROM workflow_runs
     WHERE installation_id = $1 AND workflow_version IS NOT NULL AND status IN ('pending', 'running') AND engine_id IS NOT NULL
     GROUP BY workflow_id
  ), room AS MATERIALIZED (
    SELECT greatest(0, $2 - COALESCE(sum(runs), 0))::int AS places FROM at_work
  ), waiting AS MATERIALIZED (
    SELECT unnest($3::uuid[]) AS workflow_id
    UNION SELECT r.workflow_id FROM workflow_runs r WHERE r.installation_id = $1 AND ${WAITS}
       AND ($3::uuid[] IS NULL OR (SELECT places FROM room) <= cardinality($3::uuid[]))
  ), open AS MATERIALIZED (
    SELECT w.id, least(room.places, COALESCE(${mostOf('x.config')}, ${mostOf("w.definition->'config'")}, 5) - COALESCE(a.runs, 0)) AS places
      FROM room CROSS JOIN waiting JOIN workflows w ON w.id = waiting.workflow_id
      LEFT JOIN workflow_switches x ON x.workflow_id = w.id AND x.installation_id = $1
      LEFT JOIN at_work a ON a.workflow_id = w.id
  ), chosen AS (
    SELECT next.id, next.engine_id FROM open CROSS JOIN LATERAL (
      (SELECT r.id, r.queued_at, ${ENGINE_ID} AS engine_id FROM workflow_runs r
        WHERE r.workflow_id = open.id AND r.installation_id = $1 AND r.concurrency_key IS NULL AND ${WAITS}
        ORDER BY r.queued_at, r.id LIMIT open.places)
      UNION ALL
      (SELECT r.id, r.queued_at, r.engine_id FROM (
         SELECT DISTINCT ON (r.concurrency_key) r.id, r.queued_at, r.concurrency_key, ${ENGINE_ID} AS engine_id FROM workflow_runs r
          WHERE r.workflow_id = open.id AND r.installation_id = $1 AND r.concurrency_key IS NOT NULL AND ${WAITS}
          ORDER BY r.concurrency_key, r.queued_at, r.id) r
        WHERE NOT EXISTS (SELECT FROM workflow_runs o
                WHERE o.workflow_id = open.id AND o.installation_id = $1 AND o.concurrency_key = r.concurrency_key
                  AND o.workflow_version IS NOT NULL AND o.status IN ('pending', 'running') AND o.engine_id IS NOT NULL)
        ORDER BY r.queued_at, r.id LIMIT open.places)
      ORDER BY queued_at, id LIMIT open.places) next
     WHERE open.places > 0
     ORDER BY next.queued_at, next.id LIMIT (SELECT places FROM room)
  ), admitted AS (
    UPDATE workflow_runs r SET engine_id = c.engine_id, resume_at = NULL FROM chosen c WHERE r.id = c.id RETURNING r.engine_id
  )
  SELECT dbos.enqueue_workflow(workflow_name => 'run_definition', queue_name => 'executions',
           positional_args => ARRAY[to_json(engine_id)], workflow_id => engine_id) FROM admitted`);
