import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey, SymbolNode } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/** One without lines is known by an edge only. */
const STATEMENT = `${VISIBLE}
UNWIND $paths AS path
MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: scan, path: path})
WHERE s.qualified_name IS NOT NULL AND s.kind IS NOT NULL AND s.start_line IS NOT NULL
RETURN s.path AS path, s.qualified_name AS qualifiedName, s.kind AS kind, s.signature AS signature,
  s.start_line AS startLine, s.end_line AS endLine, s.exported AS exported, s.contract_hash AS contractHash
ORDER BY path, startLine, qualifiedName, kind LIMIT $limit`;

/** The symbols of these files, in their order. */
export async function symbols(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; limit: number },
): Promise<SymbolNode[]> {
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, limit: asked.limit });
}
