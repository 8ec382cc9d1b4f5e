import type { DataSource } from 'typeorm';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `WITH seen AS MATERIALIZED (
    SELECT path, lines FROM graph_contains
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND language IS NOT NULL
        AND NOT is_generated AND NOT is_test
  )
  SELECT path, lines, count(*) OVER ()::float8 AS of FROM seen s
  WHERE NOT EXISTS (SELECT FROM graph_touches t
      WHERE t.installation_id = $1::integer AND t.repo_id = $2::bigint AND t.path = s.path)
    AND NOT EXISTS (SELECT FROM graph_imports i
      WHERE i.installation_id = $1::integer AND i.repo_id = $2::bigint AND i.scan = ${VISIBLE_VERSION} AND i.to_path = s.path)
  ORDER BY lines DESC NULLS LAST, path COLLATE "C" LIMIT $3::integer`;

/** Code that nothing imports and no pull request changed, as far as is known; the longest first. */
export async function untouched(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { limit }: { limit: number },
): Promise<{ files: { path: string; lines: number | null }[]; of: number }> {
  const parameters = [installationId, repoId, limit];
  const rows = await readInTime<{ path: string; lines: number | null; of: number }>(source, STATEMENT, parameters);
  return { files: rows.map(({ path, lines }) => ({ path, lines })), of: rows[0]?.of ?? 0 };
}
