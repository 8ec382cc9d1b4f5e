import { storableText } from '../../../words/storable-text.js';
import type { FileNode, RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/** A file that only an unfinished scan or an open pull request has is not there, and never was. */
const STATEMENT = `${VISIBLE}
UNWIND $paths AS path
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})
WITH DISTINCT f, EXISTS { (f)<-[:CONTAINS {scan: scan}]-() } AS alive, f.deleted_at AS deleted
WHERE alive OR deleted > f.first_seen_at
RETURN f.path AS path, f.extension AS extension, f.language AS language, f.size AS size, f.lines AS lines,
  f.is_test AS isTest, f.is_generated AS isGenerated, CASE WHEN alive THEN null ELSE deleted END AS deletedAt
ORDER BY path`;

/** Those of `paths` that are known, deleted ones too. */
export async function files(
  read: Run,
  key: RepositoryKey,
  paths: readonly string[],
): Promise<(FileNode & { deletedAt: Date | null })[]> {
  return read(STATEMENT, { ...tenant(key), paths: paths.map(storableText) });
}
