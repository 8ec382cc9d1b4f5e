import type { People } from '../rows/settle-people.js';
import type { PullRecord, RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const CLEAR = `UNWIND $numbers AS number
MATCH (:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: number})
  -[edge:AUTHORED_BY]->(d:Developer {installation_id: $installation_id})
DELETE edge
RETURN DISTINCT d.login AS login`;

const WRITE = `UNWIND $rows AS row
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
MATCH (d:Developer {installation_id: $installation_id, login: row.login})
CREATE (p)-[:AUTHORED_BY {installation_id: $installation_id, repo_id: $repo_id}]->(d)`;

/** AUTHORED_BY of pull requests, instead of those that they had. Returns everybody who is or was an author of one. */
export async function replaceAuthors(
  run: Run,
  key: RepositoryKey,
  pulls: readonly PullRecord[],
  { loginOf }: People,
): Promise<string[]> {
  const of = tenant(key);
  const before = await run<{ login: string }>(CLEAR, { ...of, numbers: pulls.map(({ number }) => number) });
  const rows = pulls.flatMap(({ number, author }) => (author ? [{ number, login: loginOf(author) }] : []));
  await run(WRITE, { ...of, rows });
  return [...new Set([...before, ...rows].map(({ login }) => login))].toSorted();
}
