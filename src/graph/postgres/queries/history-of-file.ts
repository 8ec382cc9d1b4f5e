import type { DataSource } from 'typeorm';
import type { PullNode, RepositoryKey } from '../../types.js';
import { EARLIER_NAMES, TOUCHING } from './earlier-names.js';
import { PULL_COLUMNS } from './pull-columns.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

const STATEMENT = `WITH RECURSIVE ${EARLIER_NAMES},
  ${TOUCHING}
  SELECT ${PULL_COLUMNS}
    FROM (
      SELECT merged_at, number FROM touching
        WHERE merged_at IS NOT NULL ORDER BY merged_at DESC, number DESC LIMIT $4::integer
    ) r
    CROSS JOIN LATERAL (
      SELECT * FROM graph_pull_requests
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = r.number LIMIT 1) p
    ORDER BY r.merged_at DESC, r.number DESC`;

/** The last merged pull requests that changed a file, under all its names. */
export async function historyOfFile(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { path, limit }: { path: string; limit: number },
): Promise<PullNode[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, [storableText(path)], limit]);
}
