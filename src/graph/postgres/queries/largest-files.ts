import type { DataSource } from 'typeorm';
import { storableText } from '../../../words/storable-text.js';
import type { FileNode, RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT path, extension, language, size::float8 AS size, lines, is_test AS "isTest", is_generated AS "isGenerated"
  FROM graph_contains
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND starts_with(path, $3::text)
    AND language IS NOT NULL AND NOT is_generated
  ORDER BY lines DESC NULLS LAST, path COLLATE "C" LIMIT $4::integer`;

/** Code below a folder, the longest first. */
export function largestFiles(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { path, limit }: { path: string; limit: number },
): Promise<FileNode[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  return readInTime(source, STATEMENT, [installationId, repoId, prefix, limit]);
}
