import type { DataSource, EntityManager } from 'typeorm';
import type { Log } from '../ports.js';

/**
 * From this many claims on, a run that is taken over again waits, each for longer than it takes to notice that a
 * worker is gone, so that a poison run cannot take its neighbours along.
 */
const SPREAD_FROM = 2;
const LEAST_SPREAD_MS = 2000;

/**
 * Gives the unfinished work of workers that were silent for `silenceMs` back to the queues, with one statement each:
 * of several callers exactly one gets it (durable-engine.md 21, 22). `attempt` is raised in the same transaction, so
 * that a worker that only slept is fenced. Nobody takes over from `self`, who is asking. Returns the ids of the
 * workflows that were taken over.
 */
export async function takeOverSilentExecutors(
  source: DataSource,
  silenceMs: number,
  log: Log,
  self: string,
): Promise<string[]> {
  const silent: { executor_id: string }[] = await source.query(
    `SELECT executor_id FROM executors WHERE heartbeat_at < now() - make_interval(secs => $1) AND executor_id <> $2`,
    [silenceMs / 1000, self],
  );
  const orphans: { executor_id: string }[] = await source.query(
    `SELECT DISTINCT executor_id FROM dbos.workflow_status s
      WHERE status = 'PENDING' AND executor_id IS NOT NULL AND executor_id NOT IN ('', $2)
        AND updated_at < (extract(epoch FROM now()) * 1000)::bigint - $1
        AND NOT EXISTS (SELECT FROM executors e WHERE e.executor_id = s.executor_id)`,
    [silenceMs, self],
  );
  const taken: string[] = [];
  for (const { executor_id: executorId } of [...silent, ...orphans]) {
    const ids = await source.transaction(async (manager) =>
      (await isGone(manager, executorId, silenceMs)) ? takeOver(manager, executorId, silenceMs) : [],
    );
    if (ids.length > 0) log.warn({ executorId, workflows: ids }, 'took over the work of a worker that is gone');
    taken.push(...ids);
  }
  return taken;
}

/** Whether a worker is still silent, now that nobody else may touch its row: it may have woken since the look. */
async function isGone(manager: EntityManager, executorId: string, silenceMs: number): Promise<boolean> {
  const rows: { silent: boolean }[] = await manager.query(
    `SELECT heartbeat_at < now() - make_interval(secs => $2) AS silent FROM executors WHERE executor_id = $1 FOR UPDATE`,
    [executorId, silenceMs / 1000],
  );
  return rows[0]?.silent ?? true;
}

/** Takes over all unfinished work of one worker and removes its heartbeat row, in the caller's transaction. */
export async function takeOver(
  manager: EntityManager,
  executorId: string,
  spreadMs = LEAST_SPREAD_MS,
): Promise<string[]> {
  const ids = await requeue(manager, executorId, { ids: null, spreadMs });
  await manager.query('DELETE FROM executors WHERE executor_id = $1', [executorId]);
  return ids;
}

/** The ids of the workflows that a worker holds by the record, and that did nothing for `idleMs`. */
export async function idleWork(source: DataSource, executorId: string, idleMs: number): Promise<string[]> {
  const rows: { workflow_uuid: string }[] = await source.query(
    `SELECT workflow_uuid FROM dbos.workflow_status
      WHERE status = 'PENDING' AND executor_id = $1 AND updated_at <= (extract(epoch FROM now()) * 1000)::bigint - $2`,
    [executorId, idleMs],
  );
  return rows.map((row) => row.workflow_uuid);
}

/**
 * Gives back those of `ids` that a living worker took from a queue without knowing of it: the answer to the engine's
 * COMMIT was lost (fault C13), so nobody would ever run it. Returns the ids of those that were still its own.
 */
export async function giveBack(source: DataSource, executorId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  return source.transaction((manager) => requeue(manager, executorId, { ids }));
}

/**
 * `ids` is null for all of the worker's. What got nowhere since it was claimed, neither a step nor a part of one that
 * is kept, has spent an attempt; what only waited for its next attempt at a step has not.
 */
async function requeue(
  manager: EntityManager,
  executorId: string,
  { ids: only, spreadMs = 0 }: { ids: readonly string[] | null; spreadMs?: number },
): Promise<string[]> {
  const [rows]: [{ workflow_uuid: string }[], number] = await manager.query(
    `UPDATE dbos.workflow_status s
        SET status = CASE WHEN n.attempts >= ${SPREAD_FROM} THEN 'DELAYED' ELSE 'ENQUEUED' END,
            delay_until_epoch_ms = CASE WHEN n.attempts >= ${SPREAD_FROM}
              THEN (extract(epoch FROM now()) * 1000)::bigint + n.place * $3 END,
            recovery_attempts = n.attempts, owner_xid = NULL, started_at_epoch_ms = NULL,
            updated_at = (extract(epoch FROM now()) * 1000)::bigint
       FROM (SELECT o.workflow_uuid, row_number() OVER (ORDER BY o.created_at) AS place, o.attempts
               FROM (SELECT w.workflow_uuid, w.created_at,
                            CASE WHEN EXISTS (SELECT FROM dbos.operation_outputs d WHERE d.workflow_uuid = w.workflow_uuid
                                                 AND d.completed_at_epoch_ms >= w.started_at_epoch_ms)
                                   OR EXISTS (SELECT FROM workflow_runs r JOIN review_checkpoints c ON c.run_id = r.id
                                               WHERE r.execution_id = w.workflow_uuid
                                                 AND c.created_at >= to_timestamp(w.started_at_epoch_ms / 1000.0))
                                   OR EXISTS (SELECT FROM workflow_runs r JOIN execution_steps t ON t.run_id = r.id
                                               WHERE r.engine_id = w.workflow_uuid
                                                 AND (t.completed_at >= to_timestamp(w.started_at_epoch_ms / 1000.0)
                                                      OR t.retry_at > now()))
                                 THEN 0 ELSE COALESCE(w.recovery_attempts, 0) END AS attempts
                       FROM dbos.workflow_status w
                      WHERE w.status = 'PENDING' AND w.executor_id = $1
                        AND ($2::text[] IS NULL OR w.workflow_uuid = ANY ($2))
                        FOR UPDATE OF w SKIP LOCKED) o) n
      WHERE s.workflow_uuid = n.workflow_uuid RETURNING s.workflow_uuid`,
    [executorId, only, Math.max(spreadMs, LEAST_SPREAD_MS)],
  );
  const ids = rows.map((row) => row.workflow_uuid);
  await manager.query(
    `UPDATE workflow_runs SET attempt = attempt + 1 WHERE execution_id = ANY ($1) AND workflow_version IS NULL OR engine_id = ANY ($1)`,
    [ids],
  );
  return ids;
}

/** At a clean stop: what is still running goes back at once and does not count as an attempt (durable-engine.md 18). */
export async function giveAllBack(source: DataSource, executorId: string): Promise<string[]> {
  await source.query(
    `UPDATE dbos.workflow_status SET recovery_attempts = greatest(COALESCE(recovery_attempts, 0) - 1, 0)
      WHERE status = 'PENDING' AND executor_id = $1`,
    [executorId],
  );
  return source.transaction((manager) => takeOver(manager, executorId));
}
