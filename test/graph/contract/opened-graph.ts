import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';

/** A store that is ready and empty, for one file of tests. */
export interface OpenedGraph {
  graph: KnowledgeGraph;
  /** Ids of installations that the store may write for. */
  tenants: { mine: number; other: number };
  close(): Promise<void>;
}

export type OpenGraph = () => Promise<OpenedGraph>;
