import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '../database/data-source.js';
import { connectEmbedded } from '../database/embedded/embedded-postgres.js';

const LOOK_EVERY_MS = 200;
/** A history is asked for when the first scan has ended, and is the last thing that is read. */
const READ = `SELECT count(*)::int AS active, count(*) FILTER (WHERE EXISTS (
    SELECT FROM scans s WHERE s.repository_id = r.id AND s.kind = 'history' AND s.status = 'completed'))::int AS read,
  (SELECT count(*)::int FROM scans WHERE status = 'failed') AS failed FROM repositories r WHERE r.is_active`;

/**
 * Waits until the server with this data folder knows the files and the history of all its repositories; false: not
 * within `deadlineMs`, or a scan failed. Throws what its database throws.
 */
export async function untilKnown(dataFolder: string, deadlineMs: number): Promise<boolean> {
  const url = await connectEmbedded(dataFolder);
  if (url === null) return false;
  const source = createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'nectr demo' });
  await source.initialize();
  try {
    for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
      const [row]: { active: number; read: number; failed: number }[] = await source.query(READ);
      if (row === undefined || row.failed > 0) return false;
      if (row.active > 0 && row.read === row.active) return true;
    }
    return false;
  } finally {
    await source.destroy();
  }
}
