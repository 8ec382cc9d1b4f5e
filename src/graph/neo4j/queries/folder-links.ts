import type { FolderLink } from '../../knowledge-graph.js';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

const STATEMENT = `${VISIBLE}
MATCH (a:File)
WHERE a.installation_id = $installation_id AND a.repo_id = $repo_id AND a.path STARTS WITH $prefix
MATCH (a)-[:IMPORTS {scan: scan}]->(b:File)
WHERE b.path STARTS WITH $prefix
WITH split(substring(a.path, size($prefix)), '/')[0] AS from, split(substring(b.path, size($prefix)), '/')[0] AS to
WHERE from <> to
RETURN from, to, count(*) AS imports
ORDER BY imports DESC, from, to LIMIT $limit`;

/** Which entries of a folder import from which, most first. */
export async function folderLinks(
  read: Run,
  key: RepositoryKey,
  { path, limit }: { path: string; limit: number },
): Promise<FolderLink[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  return read(STATEMENT, { ...tenant(key), prefix, limit });
}
