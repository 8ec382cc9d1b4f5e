import type { DataSource } from 'typeorm';
import type { RelatedPull } from '../../knowledge-graph.js';
import type { PullState, RepositoryKey } from '../../types.js';
import { EARLIER_NAMES, TOUCHING } from './earlier-names.js';
import { PULL_COLUMNS } from './pull-columns.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

/**
 * The heaviest come first, and rows of pull requests are fetched until there are enough. Weights are added as decimals:
 * the sums of the same ones are equal, in whatever order they come.
 */
const STATEMENT = `WITH RECURSIVE ${EARLIER_NAMES},
  ${TOUCHING},
  weighed AS MATERIALIZED (
    SELECT asked, number, merged_at,
        round((1 / (1 + ln((count(*) OVER (PARTITION BY asked))::float8)))::numeric, 9) AS weight FROM touching
  )
  SELECT ${PULL_COLUMNS}, b.paths, b.weight::float8 AS weight
    FROM (
      SELECT number, array_agg(asked ORDER BY asked COLLATE "C") AS paths, sum(weight) AS weight
        FROM weighed WHERE number <> $4::integer AND (merged_at IS NOT NULL) = ($5::text = 'merged')
        GROUP BY number ORDER BY weight DESC, number DESC
    ) b
    CROSS JOIN LATERAL (
      SELECT * FROM graph_pull_requests
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = b.number AND state = $5::text
        LIMIT 1) p
    ORDER BY b.weight DESC, b.number DESC LIMIT $6::integer`;

/** Other pull requests on these files, under all their names. */
export async function relatedPulls(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, except, state, limit }: { paths: readonly string[]; except: number; state: PullState; limit: number },
): Promise<RelatedPull[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, paths.map(storableText), except, state, limit]);
}
