import type { Neo4jConfig } from '../../config.js';
import type { Neo4jTrouble } from '../../graph/neo4j/neo4j-trouble.js';
import { green, red, type Check } from './check.js';
import { isFull } from '../../graph/room.js';
import type { DoctorPorts } from './doctor-ports.js';

const OLDEST_NEO4J = 5;

/** Neo4j's answer, its indexes and its room; nothing where it is not set. */
export async function checkNeo4j({ config: { neo4j }, readNeo4j }: DoctorPorts): Promise<Check[]> {
  if (neo4j === null) return [];
  try {
    const { version, edition, missing, wanted, nodes, relationships } = await readNeo4j(neo4j);
    const found = `Neo4j ${version} ${edition}, ${wanted - missing} of ${wanted} constraints and indexes, ${nodesOf(nodes, neo4j)}, ${relationships} relationships`;
    if (Number(version.split('.')[0]) < OLDEST_NEO4J) return [red('neo4j', found, 'use Neo4j 5 or newer')];
    if (neo4j.maxNodes !== null && isFull({ nodes, most: neo4j.maxNodes }))
      return [
        red(
          'neo4j',
          found,
          'it is nearly full: use a larger instance and raise NEO4J_MAX_NODES, or forget a repository',
        ),
      ];
    return missing === 0
      ? [green('neo4j', found)]
      : [
          red(
            'neo4j',
            found,
            'start the server once: it makes them, or says which statements somebody else has to run',
          ),
        ];
  } catch (error) {
    const trouble = error instanceof Error && 'trouble' in error ? (error.trouble as Neo4jTrouble) : null;
    return [red('neo4j', error instanceof Error ? error.message : 'no answer', mendNeo4j(trouble))];
  }
}

function nodesOf(nodes: number, { maxNodes }: Neo4jConfig): string {
  return maxNodes === null ? `${nodes} nodes` : `${nodes} of ${maxNodes} nodes`;
}

function mendNeo4j(trouble: Neo4jTrouble | null): string {
  if (trouble === 'password') return 'correct NEO4J_USERNAME and NEO4J_PASSWORD';
  if (trouble === 'database') return 'correct NEO4J_DATABASE, or leave it empty for the default one of the user';
  if (trouble === 'certificate') {
    return 'let Neo4j have a certificate for the host name in NEO4J_URI, or give Node its authority by NODE_EXTRA_CA_CERTS';
  }
  if (trouble === 'forbidden') return 'give the user of NEO4J_USERNAME the right to read this database';
  return 'compare NEO4J_URI with the address of your Neo4j, and see whether it runs';
}
