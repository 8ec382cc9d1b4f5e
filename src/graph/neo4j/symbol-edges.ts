import type { SymbolEdge } from '../types.js';

/** A relationship type cannot be a parameter: it comes from here only. */
export const SYMBOL_EDGES = ['CALLS', 'USES_TYPE', 'INHERITS'] as const satisfies readonly SymbolEdge['type'][];
