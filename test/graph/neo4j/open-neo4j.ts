import { randomInt } from 'node:crypto';
import { createNeo4jGraph } from '../../../src/graph/neo4j/create-neo4j-graph.js';
import { defaultTimes, type Neo4jTimes } from '../../../src/graph/neo4j/neo4j-settings.js';
import type { TestNeo4j } from '../../neo4j/start-neo4j.js';
import type { OpenedGraph } from '../contract/opened-graph.js';

/** A server that has just started compiles each statement for the first time, beside all other tests. */
const PATIENT: Neo4jTimes = { ...defaultTimes, acquisition: 20_000, read: 30_000, query: 30_000 };

/** A graph in the Neo4j of all tests, for two installations that no other file has; they are gone after it. */
export async function openNeo4j(server: TestNeo4j, times = PATIENT): Promise<OpenedGraph> {
  const graph = createNeo4jGraph({ ...server, maxNodes: null }, times);
  const mine = randomInt(1, 2 ** 30);
  const tenants = { mine, other: mine + 1 };
  return {
    graph,
    tenants,
    answersOfOneState: false,
    close: async () => {
      for (const installationId of Object.values(tenants)) await graph.purge({ installationId });
      await graph.close();
    },
  };
}
