import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import type { ExecutionRecord } from './execution-record.js';

/** The reason of a run whose time was over. */
export const TIMED_OUT = 'its time was over';

interface Asked {
  run: Pick<ExecutionRecord, 'id' | 'attempt'>;
  /** Milliseconds since 1970; from then on its time is over. */
  until: number;
}

/** Why a run of a definition should stop; null: it is wanted. `until`: milliseconds since 1970, from then on its time is over. */
export async function stopReason(
  source: DataSource,
  run: Pick<ExecutionRecord, 'id' | 'attempt'>,
  until: number,
): Promise<string | null> {
  const [reason = null] = await stopReasons(source, [{ run, until }]);
  return reason;
}

/** The same of several runs, in their order. */
export async function stopReasons(source: DataSource, asked: readonly Asked[]): Promise<(string | null)[]> {
  const rows: { id: string; mark: string | null; attempt: number; status: string }[] = await source.query(LOOK, [
    asked.map(({ run }) => run.id),
  ]);
  return asked.map(({ run, until }) => {
    const row = rows.find(({ id }) => id === run.id);
    if (row === undefined) return 'removed';
    if (row.attempt !== run.attempt || row.status !== 'running') return 'taken over';
    return row.mark ?? (Date.now() >= until ? TIMED_OUT : null);
  });
}

const LOOK = prepared(
  'SELECT id, superseded_by AS mark, attempt, status FROM workflow_runs WHERE id = ANY ($1::uuid[])',
);
