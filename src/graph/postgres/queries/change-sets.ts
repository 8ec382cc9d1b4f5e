import type { DataSource } from 'typeorm';
import type { ChangeSet } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';

const STATEMENT = `WITH recent AS MATERIALIZED (
    SELECT * FROM graph_pull_requests
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND state = 'merged'
        AND merged_at >= $3::timestamptz AND number <> $4::integer
      ORDER BY merged_at DESC, number DESC LIMIT $5::integer
  )
  SELECT p.number, p.title, p.author, p.merged_at AS "mergedAt", p.additions, p.deletions, t.files
    FROM recent p CROSS JOIN LATERAL (
      SELECT COALESCE(json_agg(json_build_object('path', path, 'additions', additions, 'deletions', deletions)
          ORDER BY path COLLATE "C"), '[]') AS files
        FROM (SELECT path, additions, deletions FROM graph_touches
          WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = p.number
          ORDER BY path LIMIT $6::integer) f) t
    ORDER BY p.merged_at DESC, p.number DESC`;

/** The newest merged pull requests with what they changed. */
export function changeSets(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { since, except, limit, mostFiles }: { since: Date; except: number; limit: number; mostFiles: number },
): Promise<ChangeSet[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, since, except, limit, mostFiles]);
}
