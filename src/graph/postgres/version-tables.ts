import { SYMBOL_EDGES, SYMBOL_TABLES } from './symbol-tables.js';

/** What carries `scan`: edges before the nodes that they lead to. */
export const VERSION_TABLES = [
  ...SYMBOL_EDGES.map((type) => SYMBOL_TABLES[type]),
  'graph_tested_by',
  'graph_imports',
  'graph_contains',
  'graph_symbols',
] as const;
