import type { KnowledgeGraph, TreeEntry } from '../../knowledge-graph.js';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/** By the index of the key of files, whose last property is the path. */
const STATEMENT = `${VISIBLE}
MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path STARTS WITH $prefix
  AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
WITH f, split(substring(f.path, size($prefix)), '/') AS parts
WITH f, parts[0] AS name, size(parts) > 1 AS inside
WITH name, max(CASE WHEN inside THEN 1 ELSE 0 END) = 1 AS isFolder, count(f) AS files, sum(f.lines) AS lines,
  sum(f.size) AS size, max(f.language) AS language
WHERE $after IS NULL OR (isFolder = $after.isFolder AND name > $after.name) OR ($after.isFolder AND NOT isFolder)
RETURN name, isFolder, files, lines, size, CASE WHEN isFolder THEN null ELSE language END AS language
ORDER BY isFolder DESC, name LIMIT $limit`;

/** What lies in a folder: its folders by name, then its files. */
export async function tree(
  read: Run,
  key: RepositoryKey,
  { path, after, limit }: Parameters<KnowledgeGraph['tree']>[1],
): Promise<TreeEntry[]> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  const from = after && { ...after, name: storableText(after.name) };
  return read(STATEMENT, { ...tenant(key), prefix, after: from, limit });
}
