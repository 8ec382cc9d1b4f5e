import type { ScanProgress } from '../../graph/scan/scan-progress.js';
import type { WorkflowPorts } from '../ports.js';
import type { ScanRecord } from './scan-record.js';

/**
 * Gives what writes a scan's progress into its row: a new phase at once, else once in `timings.scanProgress` at most;
 * and a line of the log for every tenth. A database that does not answer keeps no scan from going on.
 */
export function reportProgress(
  { source, log, timings }: Pick<WorkflowPorts, 'source' | 'log' | 'timings'>,
  scan: Pick<ScanRecord, 'id' | 'fullName'>,
): (state: ScanProgress) => Promise<void> {
  let told: { phase: string | null; at: number; tenth: number } = { phase: null, at: -Infinity, tenth: 0 };
  return async ({ phase, filesTotal, filesRead, symbols, edges }) => {
    const tenth = filesTotal ? Math.floor((10 * filesRead) / filesTotal) : 0;
    if (phase === told.phase && tenth > told.tenth && tenth < 10) {
      log.info({ scan: scan.id, repository: scan.fullName, phase, filesRead, filesTotal }, `scan: ${10 * tenth} %`);
    }
    const isDue = phase !== told.phase || performance.now() - told.at >= timings.scanProgress;
    told = { phase, at: isDue ? performance.now() : told.at, tenth };
    if (!isDue) return;
    await source
      .query(
        `UPDATE scans SET phase = $2, files_total = COALESCE($3, files_total), files_read = $4, symbols = $5, edges = $6
          WHERE id = $1 AND status = 'running'`,
        [scan.id, phase, filesTotal, filesRead, symbols, edges],
      )
      .catch((error: unknown) => log.warn({ err: error, scan: scan.id }, 'the progress of a scan is not stored'));
  };
}
