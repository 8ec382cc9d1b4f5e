import type { DataSource } from 'typeorm';
import type { LanguageShare } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT language, count(*)::float8 AS files, COALESCE(sum(lines), 0)::float8 AS lines FROM graph_contains
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND language IS NOT NULL
    AND NOT is_generated
  GROUP BY language ORDER BY lines DESC, language COLLATE "C" LIMIT $3::integer`;

/** How much is written in which language. */
export function languages(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { limit }: { limit: number },
): Promise<LanguageShare[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, limit]);
}
