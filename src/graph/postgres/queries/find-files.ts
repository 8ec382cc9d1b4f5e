import type { DataSource } from 'typeorm';
import { storableText } from '../../../words/storable-text.js';
import type { FileNode, RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT path, extension, language, size::float8 AS size, lines, is_test AS "isTest", is_generated AS "isGenerated"
  FROM graph_contains
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION}
    AND strpos(lower(path), lower($3::text)) > 0 AND path COLLATE "C" > $4::text
  ORDER BY path COLLATE "C" LIMIT $5::integer`;

/** Files with a text in their path, whatever its case, by path. */
export function findFiles(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { text, after, limit }: { text: string; after: string; limit: number },
): Promise<FileNode[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, storableText(text), storableText(after), limit]);
}
