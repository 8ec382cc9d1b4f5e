import type { Runner } from './runner.js';

/** So that no statement takes seconds. */
export const DELETED_AT_ONCE = 100_000;

/**
 * `$2` null: every repository of the installation. The rows are joined: a list of them became a filter that looked
 * through all of it at each row, where a repository came after the tables were analysed.
 */
const statement = (table: string) => `WITH gone AS (
    DELETE FROM ${table}
      WHERE installation_id = $1::integer AND ($2::bigint IS NULL OR repo_id = $2::bigint) AND ctid IN (
        SELECT ctid FROM ${table} WHERE installation_id = $1::integer AND ($2::bigint IS NULL OR repo_id = $2::bigint)
          LIMIT ${DELETED_AT_ONCE})
      RETURNING 1
  ) SELECT count(*)::integer AS rows FROM gone`;

/** Removes the rows of a repository, or of an installation, from one table, in pieces; returns how many went. */
export async function deleteRows(
  runner: Runner,
  table: string,
  { installationId, repoId }: { installationId: number; repoId?: number },
): Promise<number> {
  let removed = 0;
  for (let rows = DELETED_AT_ONCE; rows === DELETED_AT_ONCE; removed += rows) {
    const [piece]: { rows: number }[] = await runner.query(statement(table), [installationId, repoId ?? null]);
    rows = piece?.rows ?? 0;
  }
  return removed;
}
