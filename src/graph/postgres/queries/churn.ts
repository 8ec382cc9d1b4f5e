import type { DataSource } from 'typeorm';
import { MOST_FILES_OF_PULL, MOST_RANKED, type RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';

/** Enough for a rank; more of them say the same, later. Of a change of the whole repository a part is counted. */
const MOST_PULLS = 1000;

const STATEMENT = `WITH recent AS MATERIALIZED (
    SELECT number FROM graph_pull_requests
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND state = 'merged' AND merged_at >= $3::timestamptz
      ORDER BY merged_at DESC, number DESC LIMIT ${MOST_PULLS}
  ),
  changed AS MATERIALIZED (
    SELECT t.path, count(*) AS changes FROM recent r CROSS JOIN LATERAL (
      SELECT path FROM graph_touches
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = r.number
        ORDER BY path LIMIT ${MOST_FILES_OF_PULL}) t
      GROUP BY t.path
  )
  SELECT c.path, c.changes::integer AS changes, f.lines
    FROM (SELECT path, path COLLATE "C" AS name, changes FROM changed
      ORDER BY changes DESC, path COLLATE "C" LIMIT ${MOST_RANKED}) c
    CROSS JOIN LATERAL (
      SELECT lines FROM graph_files WHERE installation_id = $1::integer AND repo_id = $2::bigint AND path = c.path
        AND deleted_at IS NULL AND NOT is_generated LIMIT 1) f
    ORDER BY c.changes DESC, c.name LIMIT $4::integer`;

/** Which files change most. */
export async function churn(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { since, limit }: { since: Date; limit: number },
): Promise<{ path: string; changes: number; lines: number | null }[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, since, limit]);
}
