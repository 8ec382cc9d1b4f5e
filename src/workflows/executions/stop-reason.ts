import type { DataSource } from 'typeorm';
import type { ExecutionRecord } from './execution-record.js';

/** The reason of a run whose time was over. */
export const TIMED_OUT = 'its time was over';

/** Why a run of a definition should stop; null: it is wanted. `until`: milliseconds since 1970. */
export async function stopReason(
  source: DataSource,
  { id, attempt }: Pick<ExecutionRecord, 'id' | 'attempt'>,
  until: number,
): Promise<string | null> {
  const rows: { mark: string | null; attempt: number; status: string }[] = await source.query(
    'SELECT superseded_by AS mark, attempt, status FROM workflow_runs WHERE id = $1',
    [id],
  );
  const [row] = rows;
  if (row === undefined) return 'removed';
  if (row.attempt !== attempt || row.status !== 'running') return 'taken over';
  return row.mark ?? (Date.now() > until ? TIMED_OUT : null);
}
