import type { DataSource } from 'typeorm';

export interface ScanWatch {
  /** Aborted with the reason (a text) as soon as the scan is not wanted any more. */
  signal: AbortSignal;
  end(): void;
}

/** Looks at a scan's row every `intervalMs`; a database that does not answer aborts nothing. */
export function watchScan(source: DataSource, scanId: number, intervalMs: number): ScanWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const reason = await stopReason(source, scanId).catch(() => null);
    if (reason !== null) controller.abort(reason);
    else if (!controller.signal.aborted) timer = setTimeout(() => void look(), intervalMs);
  };
  timer = setTimeout(() => void look(), intervalMs);
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      controller.abort('ended');
    },
  };
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
