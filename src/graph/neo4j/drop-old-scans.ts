import type { RepositoryKey } from '../types.js';
import type { Neo4jStore } from './open-store.js';
import { removeSymbols } from './remove-symbols.js';
import { tenant } from './tenant.js';

const KEPT = `OPTIONAL MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
WITH [version IN [r.scan, $keep] WHERE version IS NOT NULL] AS kept`;

const SYMBOLS = `${KEPT}
${removeSymbols('NOT s.scan IN kept')}`;

/** CONTAINS and IMPORTS, from the files: the repository has one edge for each of them in each version. */
const FILES = `${KEPT}
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id})
WHERE f.path IS NOT NULL
CALL (f, kept) {
  MATCH (f)<-[edge:CONTAINS|IMPORTS]-()
  WHERE NOT edge.scan IN kept
  DELETE edge
  RETURN count(*) AS gone
} IN TRANSACTIONS OF 5000 ROWS
RETURN sum(gone) AS gone`;

/** Removes every version but the one that readers see and `keep`, in pieces; returns how many nodes and edges went. */
export async function dropOldScans(
  { remove }: Pick<Neo4jStore, 'remove'>,
  key: RepositoryKey,
  keep: number | null,
): Promise<number> {
  let removed = 0;
  for (const statement of [SYMBOLS, FILES]) {
    const [row] = await remove<{ gone: number }>(statement, { ...tenant(key), keep });
    removed += row?.gone ?? 0;
  }
  return removed;
}
