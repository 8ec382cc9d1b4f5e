import type { RepositoryKey } from '../types.js';
import { deleteRows } from './delete-rows.js';
import type { Runner } from './runner.js';
import { SYMBOL_TABLES } from './symbol-tables.js';

const TABLES = ['graph_symbols', ...Object.values(SYMBOL_TABLES), 'graph_tested_by'] as const;

/** Removes the symbols of a repository in every version, in pieces; returns how many rows went. */
export async function dropSymbols(runner: Runner, key: RepositoryKey): Promise<number> {
  let removed = 0;
  for (const table of TABLES) removed += await deleteRows(runner, table, key);
  return removed;
}
