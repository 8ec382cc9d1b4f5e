import type { RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const CLEAR = `DELETE FROM graph_contributed_to
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND login = ANY($3::text[])`;

const WRITE = `INSERT INTO graph_contributed_to (installation_id, repo_id, login, since, last, pull_requests)
  SELECT $1::integer, $2::bigint, a.login, min(p.created_at), max(COALESCE(p.merged_at, p.created_at)),
      count(*)::integer
    FROM graph_authored_by a
    JOIN graph_pull_requests p
      ON p.installation_id = a.installation_id AND p.repo_id = a.repo_id AND p.number = a.number
    WHERE a.installation_id = $1::integer AND a.repo_id = $2::bigint AND a.login = ANY($3::text[])
    GROUP BY a.login`;

/** CONTRIBUTED_TO of these people, from the pull requests they made. */
export async function countContributions(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  logins: readonly string[],
): Promise<void> {
  await runner.query(CLEAR, [installationId, repoId, logins]);
  await runner.query(WRITE, [installationId, repoId, logins]);
}
