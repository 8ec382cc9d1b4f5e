import type { DataSource } from 'typeorm';
import type { RunRecord } from '../runs/run-record.js';
import { watchRow, type RowWatch } from './watch-row.js';

/**
 * Looks at a run's row every `intervalMs`: a mark (newer push, closed, uninstalled) or another attempt aborts the
 * signal. Where the database does not answer the fence before each write decides.
 */
export function watchRun(source: DataSource, run: RunRecord, intervalMs: number): RowWatch {
  return watchRow(() => stopReason(source, run), intervalMs);
}

/** Why a run should stop, or null. */
async function stopReason(source: DataSource, run: RunRecord): Promise<string | null> {
  const rows: { superseded_by: string | null; attempt: number; status: string }[] = await source.query(
    'SELECT superseded_by, attempt, status FROM workflow_runs WHERE execution_id = $1',
    [run.executionId],
  );
  const row = rows[0];
  if (!row) return 'removed';
  if (row.attempt !== run.attempt || row.status !== 'running') return 'taken over';
  return row.superseded_by;
}
