import type { DataSource } from 'typeorm';
import type { RunRecord } from '../runs/run-record.js';

export interface RunWatch {
  /** Aborted with the reason (a text) as soon as the run is not wanted any more. */
  signal: AbortSignal;
  end(): void;
}

/**
 * Looks at a run's row every `intervalMs`: a mark (newer push, closed, uninstalled) or another attempt aborts the
 * signal. A database that does not answer aborts nothing: the fence before each write decides then.
 */
export function watchRun(source: DataSource, run: RunRecord, intervalMs: number): RunWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const reason = await stopReason(source, run).catch(() => null);
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

/** Why a run should stop, or null. */
export async function stopReason(source: DataSource, run: RunRecord): Promise<string | null> {
  const rows: { superseded_by: string | null; attempt: number; status: string }[] = await source.query(
    'SELECT superseded_by, attempt, status FROM workflow_runs WHERE execution_id = $1',
    [run.executionId],
  );
  const row = rows[0];
  if (!row) return 'removed';
  if (row.attempt !== run.attempt || row.status !== 'running') return 'taken over';
  return row.superseded_by;
}
