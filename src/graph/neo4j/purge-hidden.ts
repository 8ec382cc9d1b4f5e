import type { RepositoryKey } from '../types.js';
import type { Neo4jStore } from './open-store.js';
import { tenant } from './tenant.js';

/** Edges go with their nodes: of what has thousands of them fewer nodes go at a time. */
const PIECES = {
  Symbol: { key: ['scan', 'path', 'qualified_name', 'kind'], most: 5000 },
  PullRequest: { key: ['number'], most: 500 },
  Issue: { key: ['number'], most: 5000 },
  File: { key: ['path'], most: 5000 },
} as const satisfies Readonly<Record<string, { key: readonly string[]; most: number }>>;

/** Whoever finds it gone does nothing more: the repository may be back by now. Writing a property locks it. */
const HOLD = `MATCH (m:PurgedRepository {installation_id: $installation_id, repo_id: $repo_id})
SET m.held = true
RETURN m.held AS held`;

/** Named whole, so that the index of the key leads to them. */
const statement = (
  label: keyof typeof PIECES,
) => `MATCH (n:${label} {installation_id: $installation_id, repo_id: $repo_id})
WHERE ${PIECES[label].key.map((property) => `n.${property} IS NOT NULL`).join(' AND ')}
WITH n LIMIT ${PIECES[label].most}
CALL (n) {
  WITH n, COUNT { (n)--() } AS edges
  DETACH DELETE n
  RETURN edges + 1 AS gone
}
RETURN count(*) AS nodes, sum(gone) AS gone`;

const MARK = `MATCH (m:PurgedRepository {installation_id: $installation_id, repo_id: $repo_id})
WITH m, COUNT { (m)--() } AS edges
DETACH DELETE m
RETURN edges + 1 AS gone`;

/**
 * Removes everything of a hidden repository, its mark last: until then nobody can make it anew. Several may do this at
 * a time, and whoever comes after one that died goes on. Returns how many nodes and edges went.
 */
export async function purgeHidden({ write }: Pick<Neo4jStore, 'write'>, key: RepositoryKey): Promise<number> {
  const of = tenant(key);
  const piece = (each: string) =>
    write(async (run) => {
      const held = await run(HOLD, of);
      if (held.length === 0) return null;
      const [row] = await run<{ nodes?: number; gone: number }>(each, of);
      return { nodes: row?.nodes ?? 0, gone: row?.gone ?? 0 };
    });
  let removed = 0;
  for (const label of Object.keys(PIECES) as (keyof typeof PIECES)[]) {
    for (let nodes: number = PIECES[label].most; nodes === PIECES[label].most;) {
      const went = await piece(statement(label));
      if (went === null) return removed;
      removed += went.gone;
      nodes = went.nodes;
    }
  }
  return removed + ((await piece(MARK))?.gone ?? 0);
}
