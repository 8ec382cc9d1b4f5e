import type { DataSource } from 'typeorm';
import type { TreeEntry } from '../../knowledge-graph.js';
import { storableText } from '../../rows/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT split_part(substr(path, length($3::text) + 1), '/', 1) COLLATE "C" AS name,
    bool_or(strpos(substr(path, length($3::text) + 1), '/') > 0) AS "isFolder", count(*)::float8 AS files,
    COALESCE(sum(lines), 0)::float8 AS lines, sum(size)::float8 AS size, max(language) AS language
  FROM graph_contains
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND starts_with(path, $3::text)
    AND split_part(substr(path, length($3::text) + 1), '/', 1) COLLATE "C" > $4::text
  GROUP BY name ORDER BY name LIMIT $5::integer`;

/** What lies in a folder, by name. */
export async function tree(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { path, after, limit }: { path: string; after: string; limit: number },
): Promise<TreeEntry[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  const parameters = [installationId, repoId, prefix, storableText(after), limit];
  const rows = await readInTime<TreeEntry>(source, STATEMENT, parameters);
  return rows.map((row) => ({ ...row, language: row.isFolder ? null : row.language }));
}
