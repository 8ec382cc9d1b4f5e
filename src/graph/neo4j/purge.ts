import { holdInstallation } from './hold-installation.js';
import type { Neo4jStore, Run } from './open-store.js';
import { purgeHidden } from './purge-hidden.js';

/** `$repo_id` null: every repository of the installation. Without its label no writer finds it any more. */
const HIDE = `MATCH (r:Repository {installation_id: $installation_id})
WHERE r.repo_id IS NOT NULL AND ($repo_id IS NULL OR r.repo_id = $repo_id)
SET r:PurgedRepository
REMOVE r:Repository`;

const HIDDEN = `MATCH (r:PurgedRepository {installation_id: $installation_id})
WHERE r.repo_id IS NOT NULL AND ($repo_id IS NULL OR r.repo_id = $repo_id)
RETURN r.repo_id AS repoId ORDER BY repoId`;

/** A person stays as long as some repository of the installation knows of a pull request or a review. */
const DEVELOPERS = `MATCH (d:Developer {installation_id: $installation_id})
WHERE d.login IS NOT NULL AND NOT EXISTS { (d)<-[:AUTHORED_BY|REVIEWED_BY]-() }
DETACH DELETE d
RETURN count(*) AS gone`;

/** Of an installation that has nothing any more. */
const INSTALLATION = `MATCH (i:Installation {installation_id: $installation_id})
WHERE NOT EXISTS { MATCH (r:Repository {installation_id: $installation_id}) WHERE r.repo_id IS NOT NULL }
  AND NOT EXISTS { MATCH (r:PurgedRepository {installation_id: $installation_id}) WHERE r.repo_id IS NOT NULL }
  AND NOT EXISTS { MATCH (d:Developer {installation_id: $installation_id}) WHERE d.login IS NOT NULL }
DELETE i`;

/**
 * Removes a repository, or everything of an installation, in pieces; safe to repeat, and to do twice at a time. Returns
 * how many nodes and edges went.
 */
export async function purge(
  { write }: Pick<Neo4jStore, 'write'>,
  { installationId, repoId }: { installationId: number; repoId?: number },
): Promise<number> {
  const of = { installation_id: installationId, repo_id: repoId ?? null };
  const hidden = await write(async (run: Run) => {
    await holdInstallation(run, installationId);
    await run(HIDE, of);
    return run<{ repoId: number }>(HIDDEN, of);
  });
  let removed = 0;
  for (const one of hidden) removed += await purgeHidden({ write }, { installationId, repoId: one.repoId });
  const people = await write(async (run: Run) => {
    await holdInstallation(run, installationId);
    const gone = await run<{ gone: number }>(DEVELOPERS, { installation_id: installationId });
    await run(INSTALLATION, { installation_id: installationId });
    return gone;
  });
  return removed + (people[0]?.gone ?? 0);
}
