import type { DataSource, EntityManager } from 'typeorm';

/**
 * Runs of one workflow of one installation that the engine knows of as waiting or under way. The slots of a worker are
 * enough for several times as many, so that no installation can fill them, however long its runs wait for a limit.
 */
export const RUNS_OF_ONE = 12;

/** A parked run is delayed by this much more than it would be: the engine leaves it alone until it is let in. */
const PARKED_MS = 1e15;

/**
 * Parks a run that was just queued if its installation has enough of them in the engine, in the caller's transaction.
 * Call it after every enqueue of a run; `letParkedIn` is the way back.
 */
export async function parkSurplus(manager: EntityManager, executionId: string): Promise<void> {
  await manager.query(
    `UPDATE dbos.workflow_status mine
        SET status = 'DELAYED', delay_until_epoch_ms = COALESCE(delay_until_epoch_ms, 0) + ${PARKED_MS}
       FROM workflow_runs run
      WHERE mine.workflow_uuid = $1 AND run.execution_id = $1 AND mine.status IN ('ENQUEUED', 'DELAYED')
        AND (SELECT count(*) FROM workflow_runs r JOIN dbos.workflow_status s ON s.workflow_uuid = r.execution_id
              WHERE r.installation_id = run.installation_id AND r.workflow_id = run.workflow_id AND r.execution_id <> $1
                AND ${ADMITTED}) >= ${RUNS_OF_ONE}`,
    [executionId],
  );
}

/**
 * Lets parked runs in where there is room again, the oldest of each installation first. Called when a run has ended,
 * and from time to time for what a crash left undone. Safe to call at any moment, from any worker. Returns how many
 * came in.
 */
export async function letParkedIn(source: DataSource): Promise<number> {
  const [rows]: [unknown[], number] = await source.query(LET_IN);
  return rows.length;
}

const ADMITTED = `r.status IN ('pending', 'running')
                AND (s.status IN ('ENQUEUED', 'PENDING') OR (s.status = 'DELAYED' AND s.delay_until_epoch_ms < ${PARKED_MS}))`;

/** One look at the open runs, however many of them are parked and however many have ended: each is counted once. */
const LET_IN = `
  WITH open AS MATERIALIZED (
    SELECT s.workflow_uuid, r.installation_id, r.workflow_id, r.queued_at, s.created_at, NOT (${ADMITTED}) AS parked
      FROM workflow_runs r JOIN dbos.workflow_status s ON s.workflow_uuid = r.execution_id
     WHERE r.status IN ('pending', 'running') AND s.status IN ('ENQUEUED', 'PENDING', 'DELAYED')
  ), placed AS MATERIALIZED (
    SELECT workflow_uuid, parked,
           row_number() OVER (PARTITION BY installation_id, workflow_id ORDER BY parked, queued_at, created_at) AS place
      FROM open
  )
  UPDATE dbos.workflow_status mine
     SET status = CASE WHEN mine.delay_until_epoch_ms - ${PARKED_MS} > (extract(epoch FROM now()) * 1000)::bigint
                       THEN 'DELAYED' ELSE 'ENQUEUED' END,
         delay_until_epoch_ms = NULLIF(mine.delay_until_epoch_ms - ${PARKED_MS}, 0),
         updated_at = (extract(epoch FROM now()) * 1000)::bigint
    FROM placed
   WHERE placed.parked AND placed.place <= ${RUNS_OF_ONE}
     AND mine.workflow_uuid = placed.workflow_uuid
     AND mine.status = 'DELAYED' AND mine.delay_until_epoch_ms >= ${PARKED_MS}
  RETURNING 1`;
