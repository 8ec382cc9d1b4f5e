import type { SymbolEdge } from '../types.js';

/** The table of each relationship between symbols: a name cannot be a parameter, so it comes from here only. */
export const SYMBOL_TABLES = {
  CALLS: 'graph_calls',
  USES_TYPE: 'graph_uses_type',
  INHERITS: 'graph_inherits',
} as const satisfies Record<SymbolEdge['type'], string>;

export const SYMBOL_EDGES = Object.keys(SYMBOL_TABLES) as SymbolEdge['type'][];
