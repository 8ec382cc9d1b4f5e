import { lockDevelopers } from './lock-developers.js';
import type { Runner } from './runner.js';
import { VERSION_TABLES } from './version-tables.js';

/** So that no statement takes seconds. */
export const DELETED_AT_ONCE = 100_000;

/** Its row first: writers hold it, and find nothing to write to once it is gone. */
const TABLES = [
  'graph_repositories',
  ...VERSION_TABLES,
  'graph_touches',
  'graph_authored_by',
  'graph_reviewed_by',
  'graph_closes',
  'graph_contributed_to',
  'graph_renamed_to',
  'graph_pull_requests',
  'graph_issues',
  'graph_files',
] as const;

/** `$2` null: every repository of the installation. */
const statement = (table: string) => `WITH gone AS (
    DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${table} WHERE installation_id = $1::integer AND ($2::bigint IS NULL OR repo_id = $2::bigint)
        LIMIT ${DELETED_AT_ONCE}))
      RETURNING 1
  ) SELECT count(*)::integer AS rows FROM gone`;

/** A person stays as long as some repository of the installation knows of a pull request or a review. */
const DEVELOPERS = `WITH gone AS (
    DELETE FROM graph_developers d WHERE d.installation_id = $1::integer
      AND NOT EXISTS (SELECT FROM graph_authored_by a WHERE a.installation_id = $1::integer AND a.login = d.login)
      AND NOT EXISTS (SELECT FROM graph_reviewed_by r WHERE r.installation_id = $1::integer AND r.login = d.login)
      RETURNING 1
  ) SELECT count(*)::integer AS rows FROM gone`;

/** Removes a repository, or everything of an installation. `runner` is one transaction. Returns how many rows went. */
export async function purge(
  runner: Runner,
  { installationId, repoId }: { installationId: number; repoId?: number },
): Promise<number> {
  await lockDevelopers(runner, installationId);
  let removed = 0;
  for (const table of TABLES) {
    for (let rows = DELETED_AT_ONCE; rows === DELETED_AT_ONCE; removed += rows) {
      const [piece]: { rows: number }[] = await runner.query(statement(table), [installationId, repoId ?? null]);
      rows = piece?.rows ?? 0;
    }
  }
  const [people]: { rows: number }[] = await runner.query(DEVELOPERS, [installationId]);
  return removed + (people?.rows ?? 0);
}
