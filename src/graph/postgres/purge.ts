import { deleteRows } from './delete-rows.js';
import { lockDevelopers } from './lock-developers.js';
import type { Runner } from './runner.js';
import { VERSION_TABLES } from './version-tables.js';

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

/** A person stays as long as some repository of the installation knows of a pull request or a review. */
const DEVELOPERS = `WITH gone AS (
    DELETE FROM graph_developers d WHERE d.installation_id = $1::integer
      AND NOT EXISTS (SELECT FROM graph_authored_by a WHERE a.installation_id = $1::integer AND a.login = d.login)
      AND NOT EXISTS (SELECT FROM graph_reviewed_by r WHERE r.installation_id = $1::integer AND r.login = d.login)
      RETURNING 1
  ) SELECT count(*)::integer AS rows FROM gone`;

/** Removes a repository, or everything of an installation. `runner` is one transaction. Returns how many rows went. */
export async function purge(runner: Runner, owner: { installationId: number; repoId?: number }): Promise<number> {
  await lockDevelopers(runner, owner.installationId);
  let removed = 0;
  for (const table of TABLES) removed += await deleteRows(runner, table, owner);
  const [people]: { rows: number }[] = await runner.query(DEVELOPERS, [owner.installationId]);
  return removed + (people?.rows ?? 0);
}
