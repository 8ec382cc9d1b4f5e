import type { Run } from './open-store.js';

/** Neo4j keeps this number: nothing is counted. */
const NODES = 'MATCH (n) RETURN count(n) AS nodes';

/** How many nodes the database has, of everybody who uses it. */
export async function countNodes(read: Run): Promise<number> {
  const [row] = await read<{ nodes: number }>(NODES, {});
  return row?.nodes ?? 0;
}

/** Neo4j keeps this one as well. */
const RELATIONSHIPS = 'MATCH ()-[r]->() RETURN count(r) AS relationships';

/** How many relationships the database has, of everybody who uses it. */
export async function countRelationships(read: Run): Promise<number> {
  const [row] = await read<{ relationships: number }>(RELATIONSHIPS, {});
  return row?.relationships ?? 0;
}
