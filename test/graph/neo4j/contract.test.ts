import { it } from 'vitest';
import { testNeo4j } from '../../neo4j/test-neo4j.js';
import { describeGraph } from '../contract/describe-graph.js';
import { openNeo4j } from './open-neo4j.js';

const neo4j = await testNeo4j();

if ('missing' in neo4j) {
  it.skip(`the contract of the knowledge graph on a real Neo4j: ${neo4j.missing}`, () => undefined);
} else {
  describeGraph('Neo4j', () => openNeo4j(neo4j));
}
