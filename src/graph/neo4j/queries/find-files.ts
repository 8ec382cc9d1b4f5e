import { storableText } from '../../../words/storable-text.js';
import type { FileNode, RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

const STATEMENT = `${VISIBLE}
MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path > $after
  AND toLower(f.path) CONTAINS toLower($text) AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
RETURN f.path AS path, f.extension AS extension, f.language AS language, f.size AS size, f.lines AS lines,
  f.is_test AS isTest, f.is_generated AS isGenerated
ORDER BY path LIMIT $limit`;

/** Files with a text in their path, whatever its case, by path. */
export async function findFiles(
  read: Run,
  key: RepositoryKey,
  { text, after, limit }: { text: string; after: string; limit: number },
): Promise<FileNode[]> {
  return read(STATEMENT, { ...tenant(key), text: storableText(text), after: storableText(after), limit });
}
