import type { Run } from './open-store.js';

/** Neo4j keeps this number: nothing is counted. */
const NODES = 'MATCH (n) RETURN count(n) AS nodes';

/** How many nodes the database has, of everybody who uses it. */
export async function countNodes(read: Run): Promise<number> {
  const [row] = await read<{ nodes: number }>(NODES, {});
  return row?.nodes ?? 0;
}
