import type { DataSource } from 'typeorm';
import { LeaseHeldError } from '../../../ledger/pull-lease.js';
import { RunFencedError } from '../../runs/run-record.js';
import type { ExecutionRecord } from '../../executions/execution-record.js';

/**
 * Does `work` while no other run of the workflow does the same for this subject: what is looked for before it is made
 * would be made twice. The book of effects says who is at it; whose run has ended is at nothing. Throws LeaseHeldError
 * while another run is at work (the step waits and comes again), RunFencedError if the run is another worker's, and what
 * `work` throws.
 */
export async function whileAlone<T>(
  source: DataSource,
  { id, attempt, workflowId, installationId }: ExecutionRecord,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  const key = `alone:${subject}`;
  await source.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${workflowId} ${key}`]);
    const others: unknown[] = await manager.query(
      `SELECT 1 FROM workflow_runs r JOIN effects e ON e.run_id = r.id AND e.key = $3
        WHERE r.workflow_id = $1 AND r.installation_id = $2 AND r.status = 'running' AND r.id <> $4 LIMIT 1`,
      [workflowId, installationId, key, id],
    );
    if (others.length > 0) throw new LeaseHeldError('another run of this workflow is at work on the same');
    const [mine]: unknown[] = await manager.query(
      `WITH run AS (SELECT id FROM workflow_runs WHERE id = $1 AND attempt = $2 AND status = 'running'),
            added AS (INSERT INTO effects (run_id, installation_id, position, key) SELECT id, $3, -1, $4 FROM run
                      ON CONFLICT (run_id, key) DO NOTHING)
       SELECT 1 FROM run`,
      [id, attempt, installationId, key],
    );
    if (mine === undefined) throw new RunFencedError('the run is another worker’s now');
  });
  try {
    return await work();
  } finally {
    await source.query('DELETE FROM effects WHERE run_id = $1 AND key = $2', [id, key]);
  }
}
