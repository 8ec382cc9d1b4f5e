import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from './knowledge-graph.js';
import { leaveOutUnnamed } from './leave-out-unnamed.js';
import type { Neo4jSettings } from './neo4j/neo4j-settings.js';
import { createPostgresGraph } from './postgres/create-postgres-graph.js';

/**
 * The knowledge graph in Neo4j where one is configured, else in the tables of the product's own database, without people
 * who do not want to be named. `source`: the product's database.
 */
export async function openGraph(asked: { neo4j: Neo4jSettings | null }, source: DataSource): Promise<KnowledgeGraph> {
  return leaveOutUnnamed(await openStore(asked, source), source);
}

async function openStore({ neo4j }: { neo4j: Neo4jSettings | null }, source: DataSource): Promise<KnowledgeGraph> {
  if (neo4j === null) return createPostgresGraph(source);
  // The driver is some 300 modules: whoever has no Neo4j does not wait for them.
  const { createNeo4jGraph } = await import('./neo4j/create-neo4j-graph.js');
  return createNeo4jGraph(neo4j);
}
