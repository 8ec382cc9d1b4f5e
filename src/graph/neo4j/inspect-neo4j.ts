import { SCHEMA } from './constraints.js';
import { countNodes, countRelationships } from './count-nodes.js';
import type { Neo4jSettings, Neo4jTimes } from './neo4j-settings.js';
import { openStore } from './open-store.js';
import { missingSchema } from './prepare-schema.js';

/** A Neo4j as it was found. */
export interface InspectedNeo4j {
  /** Such as `5.26.0`. */
  version: string;
  /** `community` or `enterprise`. */
  edition: string;
  /** How many of the constraints and indexes are missing, and of how many. */
  missing: number;
  wanted: number;
  /** Of everybody who uses this database. */
  nodes: number;
  relationships: number;
}

const SERVER = `CALL dbms.components() YIELD name, versions, edition
WHERE name = 'Neo4j Kernel'
RETURN versions[0] AS version, edition`;

/**
 * Looks at a Neo4j. Throws Neo4jUnavailableError, which says whether it is away, or its account or database is wrong.
 */
export async function inspectNeo4j(settings: Neo4jSettings, times?: Neo4jTimes): Promise<InspectedNeo4j> {
  const store = openStore(settings, times);
  try {
    const [server] = await store.read<{ version: string; edition: string }>(SERVER, {});
    const missing = await missingSchema(store);
    return {
      version: server?.version ?? 'unknown',
      edition: server?.edition ?? 'unknown',
      missing: missing.length,
      wanted: SCHEMA.length,
      nodes: await countNodes(store.read),
      relationships: await countRelationships(store.read),
    };
  } finally {
    await store.close();
  }
}
