import { prepareNeo4j } from './prepare-neo4j.js';

/**
 * `npx tsx test/neo4j/prepare.ts`: brings what the tests' Neo4j needs; ends with 1 and the reason if it cannot be had.
 */
const prepared = await prepareNeo4j();
if ('missing' in prepared) {
  process.stderr.write(`${prepared.missing}\n`);
  process.exitCode = 1;
}
