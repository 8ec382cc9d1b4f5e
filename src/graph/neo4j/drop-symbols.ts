import type { RepositoryKey } from '../types.js';
import type { Neo4jStore } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id})
WHERE s.scan IS NOT NULL AND s.path IS NOT NULL AND s.qualified_name IS NOT NULL AND s.kind IS NOT NULL
CALL (s) {
  WITH s, COUNT { (s)--() } AS edges
  DETACH DELETE s
  RETURN edges + 1 AS gone
} IN TRANSACTIONS OF 5000 ROWS
RETURN sum(gone) AS gone`;

/** Removes the symbols of a repository in every version, in pieces; returns how many nodes and edges went. */
export async function dropSymbols({ remove }: Pick<Neo4jStore, 'remove'>, key: RepositoryKey): Promise<number> {
  const [row] = await remove<{ gone: number }>(STATEMENT, tenant(key));
  return row?.gone ?? 0;
}
