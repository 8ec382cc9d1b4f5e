import type { DataSource } from 'typeorm';
import type { Log } from '../ports.js';

/** Writes into the rows of scans that the engine has given up that they failed. Returns their ids. */
export async function sweepScans(source: DataSource, log: Log): Promise<string[]> {
  const [dead]: [{ id: string }[], number] = await source.query(
    `UPDATE scans c SET status = 'failed', completed_at = now(), details = details || '{"failure": "worker"}',
            error_message = CASE WHEN s.status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' THEN 'the worker died three times at this scan'
                                 ELSE 'the engine ended this scan' END
       FROM dbos.workflow_status s
      WHERE s.workflow_uuid = 'scan:' || c.id AND c.status IN ('pending', 'running')
        AND s.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
        AND s.updated_at < (extract(epoch FROM now()) * 1000)::bigint - 1000 RETURNING c.id`,
  );
  const ids = dead.map(({ id }) => id);
  if (ids.length > 0) log.error({ scans: ids }, 'scans died: nectr graph rescan asks again');
  return ids;
}
