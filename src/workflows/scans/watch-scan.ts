import type { DataSource } from 'typeorm';
import { watchRow, type RowWatch } from '../durable/watch-row.js';

/** Looks at a scan's row every `intervalMs`; the signal is aborted when the scan was ended from outside. */
export function watchScan(source: DataSource, scanId: number, intervalMs: number): RowWatch {
  return watchRow(() => stopReason(source, scanId), intervalMs);
}

/** Why a scan should stop, or null. */
export async function stopReason(source: DataSource, scanId: number): Promise<string | null> {
  const rows: { status: string; error_message: string | null }[] = await source.query(
    'SELECT status, error_message FROM scans WHERE id = $1',
    [scanId],
  );
  const row = rows[0];
  if (!row) return 'removed';
  return row.status === 'running' ? null : (row.error_message ?? row.status);
}
