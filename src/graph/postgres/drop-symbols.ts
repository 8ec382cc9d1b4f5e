import type { RepositoryKey } from '../types.js';
import { DELETED_AT_ONCE } from './purge.js';
import type { Runner } from './runner.js';
import { SYMBOL_TABLES } from './symbol-tables.js';

const TABLES = ['graph_symbols', ...Object.values(SYMBOL_TABLES), 'graph_tested_by'] as const;

const statement = (table: string) => `WITH gone AS (
    DELETE FROM ${table} WHERE installation_id = $1::integer AND repo_id = $2::bigint AND ctid = ANY(ARRAY(
      SELECT ctid FROM ${table} WHERE installation_id = $1::integer AND repo_id = $2::bigint LIMIT ${DELETED_AT_ONCE}))
      RETURNING 1
  ) SELECT count(*)::integer AS rows FROM gone`;

/** Removes the symbols of a repository in every version, in pieces; returns how many rows went. */
export async function dropSymbols(runner: Runner, { installationId, repoId }: RepositoryKey): Promise<number> {
  let removed = 0;
  for (const table of TABLES) {
    for (let rows = DELETED_AT_ONCE; rows === DELETED_AT_ONCE; removed += rows) {
      const [piece]: { rows: number }[] = await runner.query(statement(table), [installationId, repoId]);
      rows = piece?.rows ?? 0;
    }
  }
  return removed;
}
