import type { BreakerSettings } from './store-breaker.js';

export interface Neo4jSettings {
  /** Such as `neo4j+s://….databases.neo4j.io` or `bolt://localhost:7687`. */
  uri: string;
  username: string;
  password: string;
  /** Null: the default one of the user. */
  database: string | null;
  /** The most nodes that the instance may hold (Aura free: 200,000); null: as many as there is room for. */
  maxNodes: number | null;
}

/** How long is waited, in milliseconds. */
export interface Neo4jTimes {
  /** For a connection, made or free. */
  acquisition: number;
  /** For what somebody asked, connection and all: a review goes on without the graph then. */
  read: number;
  /** For what the server computes; it stops by itself then. */
  query: number;
  /** For one transaction of a write with its repetitions. */
  write: number;
  /** How long transient failures of a write are repeated. */
  retry: number;
  /** For what removes much in pieces. */
  removal: number;
  breaker: BreakerSettings;
}

export const defaultTimes: Neo4jTimes = {
  acquisition: 2000,
  read: 2000,
  query: 5000,
  write: 30_000,
  retry: 10_000,
  removal: 300_000,
  breaker: { awayMs: 5000, refusedMs: 30_000 },
};
