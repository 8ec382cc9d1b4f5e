import type { RepositoryKey } from '../types.js';
import { DELETED_AT_ONCE } from './delete-rows.js';
import type { Runner } from './runner.js';
import { VERSION_TABLES } from './version-tables.js';

/** Without a row nobody reads any version. */
const statement = (table: string) => `WITH gone AS (
    DELETE FROM ${table} WHERE installation_id = $1::integer AND repo_id = $2::bigint AND ctid IN (
      SELECT ctid FROM ${table} WHERE installation_id = $1::integer AND repo_id = $2::bigint
        AND scan IS DISTINCT FROM $3::bigint
        AND scan IS DISTINCT FROM (SELECT scan FROM graph_repositories
          WHERE installation_id = $1::integer AND repo_id = $2::bigint)
        LIMIT ${DELETED_AT_ONCE})
      RETURNING 1
  ) SELECT count(*)::integer AS rows FROM gone`;

/** Removes every version but the one that readers see and `keep`, in pieces; returns how many rows went. */
export async function dropOldScans(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  keep: number | null,
): Promise<number> {
  let removed = 0;
  for (const table of VERSION_TABLES) {
    for (let rows = DELETED_AT_ONCE; rows === DELETED_AT_ONCE; removed += rows) {
      const [piece]: { rows: number }[] = await runner.query(statement(table), [installationId, repoId, keep]);
      rows = piece?.rows ?? 0;
    }
  }
  return removed;
}
