import type { DataSource } from 'typeorm';
import type { FileNode, RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

/** A file that only an unfinished scan or an open pull request has is not there, and never was. */
const STATEMENT = `SELECT f.path, f.extension, f.language, f.size::float8 AS size, f.lines, f.is_test AS "isTest",
    f.is_generated AS "isGenerated", CASE WHEN c.path IS NULL THEN f.deleted_at END AS "deletedAt"
  FROM graph_files f
  LEFT JOIN graph_contains c ON c.installation_id = $1::integer AND c.repo_id = $2::bigint AND c.path = f.path
    AND c.scan = (SELECT scan FROM graph_repositories WHERE installation_id = $1::integer AND repo_id = $2::bigint)
  WHERE f.installation_id = $1::integer AND f.repo_id = $2::bigint AND f.path = ANY($3::text[])
    AND (c.path IS NOT NULL OR f.deleted_at > f.first_seen_at)
  ORDER BY f.path COLLATE "C"`;

/** Those of `paths` that are known, deleted ones too. */
export async function files(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  paths: readonly string[],
): Promise<(FileNode & { deletedAt: Date | null })[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, paths.map(storableText)]);
}
