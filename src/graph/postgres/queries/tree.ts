import type { DataSource } from 'typeorm';
import type { KnowledgeGraph, TreeEntry } from '../../knowledge-graph.js';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const NAME = `split_part(substr(path, length($3::text) + 1), '/', 1) COLLATE "C"`;
const IS_FILE = `NOT bool_or(strpos(substr(path, length($3::text) + 1), '/') > 0)`;
const STATEMENT = `SELECT ${NAME} AS name, NOT ${IS_FILE} AS "isFolder", count(*)::float8 AS files,
    COALESCE(sum(lines), 0)::float8 AS lines, sum(size)::float8 AS size, max(language) AS language
  FROM graph_contains
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND starts_with(path, $3::text)
  GROUP BY 1 HAVING $4::boolean IS NULL OR (${IS_FILE}, ${NAME}) > ($4::boolean, $5::text)
  ORDER BY ${IS_FILE}, 1 LIMIT $6::integer`;

/** What lies in a folder: its folders by name, then its files. */
export async function tree(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { path, after, limit }: Parameters<KnowledgeGraph['tree']>[1],
): Promise<TreeEntry[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  const from = after === null ? [null, null] : [!after.isFolder, storableText(after.name)];
  const parameters = [installationId, repoId, prefix, ...from, limit];
  const rows = await readInTime<TreeEntry>(source, STATEMENT, parameters);
  return rows.map((row) => ({ ...row, language: row.isFolder ? null : row.language }));
}
