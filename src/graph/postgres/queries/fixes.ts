import type { DataSource } from 'typeorm';
import type { Fix } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import { EARLIER_NAMES, TOUCHING } from './earlier-names.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

const STATEMENT = `WITH RECURSIVE ${EARLIER_NAMES},
  ${TOUCHING}
  SELECT r.asked AS path, r.number, r.merged_at AS "mergedAt",
      json_build_object('number', i.number, 'title', i.title, 'state', i.state, 'isBug', i.is_bug) AS issue
    FROM touching r CROSS JOIN LATERAL (
      SELECT i.* FROM graph_closes c CROSS JOIN LATERAL (
          SELECT * FROM graph_issues
            WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = c.issue AND is_bug LIMIT 1) i
        WHERE c.installation_id = $1::integer AND c.repo_id = $2::bigint AND c.number = r.number
        ORDER BY c.issue LIMIT 50) i
    WHERE r.merged_at IS NOT NULL
    ORDER BY r.merged_at DESC, r.number DESC, r.asked COLLATE "C", i.number LIMIT $4::integer`;

/** What fixed a bug in these files, under all their names, newest first. */
export async function fixes(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, limit }: { paths: readonly string[]; limit: number },
): Promise<Fix[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, paths.map(storableText), limit]);
}
