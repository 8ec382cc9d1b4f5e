import type { DataSource } from 'typeorm';
import type { OnceWrite } from '../../github/publish/publish-ports.js';
import type { RunRecord } from './run-record.js';

/**
 * Notes that a write of a run to GitHub begins. True: no attempt of this run has begun it before, so that nothing of it
 * can be there. False: it has to be looked up, also by a worker whose run was taken over.
 */
export async function beginWrite(
  source: DataSource,
  { id, attempt }: Pick<RunRecord, 'id' | 'attempt'>,
  write: OnceWrite,
): Promise<boolean> {
  const rows: unknown[] = await source.query(
    `WITH begun AS (UPDATE workflow_runs SET begun_writes = begun_writes || $3::text
                     WHERE id = $1 AND attempt = $2 AND NOT $3::text = ANY (begun_writes) RETURNING 1)
     SELECT FROM begun`,
    [id, attempt, write],
  );
  return rows.length > 0;
}
