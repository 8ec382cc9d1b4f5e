import { storableText } from '../../../words/storable-text.js';
import type { FileNode, RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

const STATEMENT = `${VISIBLE}
MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path STARTS WITH $prefix
  AND f.language IS NOT NULL AND NOT f.is_generated AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
RETURN f.path AS path, f.extension AS extension, f.language AS language, f.size AS size, f.lines AS lines,
  f.is_test AS isTest, f.is_generated AS isGenerated
ORDER BY coalesce(lines, -1) DESC, path LIMIT $limit`;

/** Code below a folder, the longest first. */
export async function largestFiles(
  read: Run,
  key: RepositoryKey,
  { path, limit }: { path: string; limit: number },
): Promise<FileNode[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  return read(STATEMENT, { ...tenant(key), prefix, limit });
}
