import type { DataSource } from 'typeorm';
import { HAS_WORK_OR_GRAPH } from '../../installations/installation-rows.js';

/**
 * The reason of the row that `nectr graph forget` leaves: nothing is read there again until somebody asks or pushes.
 */
export const FORGOTTEN = 'forgotten';

/**
 * Whether nothing of a repository (our id) may be in the graph: it is not served any more, or the last word is to
 * forget it. One that a person disconnected keeps what was read of it until it is purged.
 */
export async function isForgotten(source: DataSource, repositoryId: number): Promise<boolean> {
  const rows: { wanted: boolean }[] = await source.query(
    `SELECT ${HAS_WORK_OR_GRAPH} AND i.deleted_at IS NULL AND COALESCE(
              (SELECT s.reason <> $2 FROM scans s WHERE s.repository_id = r.id AND s.kind <> 'history'
                ORDER BY s.id DESC LIMIT 1), true) AS wanted
       FROM repositories r JOIN installations i ON i.id = r.installation_id WHERE r.id = $1`,
    [repositoryId, FORGOTTEN],
  );
  return rows[0]?.wanted !== true;
}
