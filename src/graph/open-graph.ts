import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from './knowledge-graph.js';
import { createPostgresGraph } from './postgres/create-postgres-graph.js';

/** The one place where the store of the knowledge graph is chosen: PostgreSQL, in the tables beside ours. Opens nothing yet. */
export function openGraph({ source }: { source: DataSource }): KnowledgeGraph {
  return createPostgresGraph(source);
}
