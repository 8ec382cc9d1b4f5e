import type { RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const CLEAR = `UNWIND $logins AS login
MATCH (:Developer {installation_id: $installation_id, login: login})
  -[edge:CONTRIBUTED_TO]->(:Repository {installation_id: $installation_id, repo_id: $repo_id})
DELETE edge`;

const WRITE = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND $logins AS login
MATCH (d:Developer {installation_id: $installation_id, login: login})
  <-[:AUTHORED_BY {repo_id: $repo_id}]-(p:PullRequest {installation_id: $installation_id, repo_id: $repo_id})
WITH r, d, min(p.created_at) AS since, max(coalesce(p.merged_at, p.created_at)) AS last, count(p) AS pulls
CREATE (d)-[:CONTRIBUTED_TO {installation_id: $installation_id, repo_id: $repo_id,
  since: since, last: last, pull_requests: pulls}]->(r)`;

/** CONTRIBUTED_TO of these people, from the pull requests they made. */
export async function countContributions(run: Run, key: RepositoryKey, logins: readonly string[]): Promise<void> {
  await run(CLEAR, { ...tenant(key), logins });
  await run(WRITE, { ...tenant(key), logins });
}
