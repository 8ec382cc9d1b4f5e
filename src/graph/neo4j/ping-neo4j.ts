import type { Neo4jSettings, Neo4jTimes } from './neo4j-settings.js';
import { openStore } from './open-store.js';

/**
 * Whether a Neo4j answers (S63), over connections of its own with the breaker of every store, so that
 * a wrong password is not tried again with each question. `ping` throws Neo4jUnavailableError.
 */
export function openNeo4jPing(
  settings: Neo4jSettings,
  times?: Neo4jTimes,
): { ping(): Promise<void>; close(): Promise<void> } {
  const store = openStore(settings, times);
  return {
    ping: async () => void (await store.read('RETURN 1 AS there', {})),
    close: () => store.close(),
  };
}
