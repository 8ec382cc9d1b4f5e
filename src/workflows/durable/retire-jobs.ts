import type { WorkflowPorts } from '../ports.js';

/**
 * What an earlier version did by the clock and this one does not: nobody knows it any more, so that a run of it would
 * wait for ever, and hold up the others in its queue.
 */
export async function retireJobs(
  { source, log }: Pick<WorkflowPorts, 'source' | 'log'>,
  known: readonly string[],
): Promise<void> {
  const [gone]: [{ name: string }[], number] = await source.query(
    'DELETE FROM dbos.workflow_schedules WHERE schedule_name <> ALL ($1) RETURNING schedule_name AS name',
    [known],
  );
  if (gone.length === 0) return;
  await source.query(
    `UPDATE dbos.workflow_status SET status = 'CANCELLED', owner_xid = NULL, queue_name = NULL, deduplication_id = NULL,
            completed_at = (extract(epoch FROM now()) * 1000)::bigint, updated_at = (extract(epoch FROM now()) * 1000)::bigint
      WHERE queue_name = 'maintenance' AND name <> ALL ($1) AND status IN ('ENQUEUED', 'DELAYED', 'PENDING')`,
    [known],
  );
  log.info({ jobs: gone.map(({ name }) => name) }, 'jobs of an earlier version are not run any more');
}
