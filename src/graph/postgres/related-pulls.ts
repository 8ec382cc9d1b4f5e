import type { DataSource } from 'typeorm';
import type { RelatedPull } from '../knowledge-graph.js';
import type { PullState, RepositoryKey } from '../types.js';
import { newestOf } from './earlier-names.js';
import { PULL_COLUMNS } from './pull-columns.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../rows/storable-text.js';

/** The heaviest come first, and rows of pull requests are fetched until there are enough. */
const STATEMENT = `WITH touching AS MATERIALIZED (
    SELECT g.path, t.number, t.merged_at, count(*) OVER (PARTITION BY g.path) AS all_of_path
      FROM (SELECT DISTINCT path FROM unnest($3::text[]) AS given (path)) g
      CROSS JOIN LATERAL ${newestOf('g.path')}
  )
  SELECT ${PULL_COLUMNS}, b.paths, b.weight
    FROM (
      SELECT number, array_agg(path ORDER BY path COLLATE "C") AS paths, sum(1 / (1 + ln(all_of_path::float8))) AS weight
        FROM touching WHERE number <> $4::integer AND (merged_at IS NOT NULL) = ($5::text = 'merged')
        GROUP BY number ORDER BY weight DESC, number DESC
    ) b
    CROSS JOIN LATERAL (
      SELECT * FROM graph_pull_requests
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = b.number AND state = $5::text LIMIT 1) p
    ORDER BY b.weight DESC, b.number DESC LIMIT $6::integer`;

/** Other pull requests on these files. */
export async function relatedPulls(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, except, state, limit }: { paths: readonly string[]; except: number; state: PullState; limit: number },
): Promise<RelatedPull[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, paths.map(storableText), except, state, limit]);
}
