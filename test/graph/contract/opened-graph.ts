import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';

/** A store that is ready and empty, for one file of tests. */
export interface OpenedGraph {
  graph: KnowledgeGraph;
  /** Ids of installations that the store may write for. */
  tenants: { mine: number; other: number };
  /** A question that comes while a push is committed sees the state before or after it; otherwise it may see parts. */
  answersOfOneState: boolean;
  close(): Promise<void>;
}

export type OpenGraph = () => Promise<OpenedGraph>;
