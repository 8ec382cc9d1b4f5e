import type { DataSource } from 'typeorm';
import type { FolderLink } from '../../knowledge-graph.js';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const FROM_PART = `split_part(substr(from_path, length($3::text) + 1), '/', 1)`;
const TO_PART = `split_part(substr(to_path, length($3::text) + 1), '/', 1)`;

const STATEMENT = `SELECT ${FROM_PART} AS "from", ${TO_PART} AS "to", count(*)::float8 AS imports
  FROM graph_imports
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION}
    AND starts_with(from_path, $3::text) AND starts_with(to_path, $3::text)
    AND ${FROM_PART} <> ${TO_PART}
  GROUP BY 1, 2 ORDER BY imports DESC, 1, 2 LIMIT $4::integer`;

/** Which entries of a folder import from which, most first. */
export function folderLinks(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { path, limit }: { path: string; limit: number },
): Promise<FolderLink[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  return readInTime(source, STATEMENT, [installationId, repoId, prefix, limit]);
}
