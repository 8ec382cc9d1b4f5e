import type { PullRecord, RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const CLEAR = `UNWIND $numbers AS number
MATCH (:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: number})-[edge:CLOSES]->()
DELETE edge`;

const WRITE = `UNWIND $rows AS row
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
MATCH (i:Issue {installation_id: $installation_id, repo_id: $repo_id, number: row.issue})
CREATE (p)-[:CLOSES {installation_id: $installation_id, repo_id: $repo_id}]->(i)`;

/** CLOSES of pull requests, instead of those that they had. */
export async function replaceCloses(run: Run, key: RepositoryKey, pulls: readonly PullRecord[]): Promise<void> {
  const of = tenant(key);
  await run(CLEAR, { ...of, numbers: pulls.map(({ number }) => number) });
  const rows = pulls.flatMap(({ number, closes }) =>
    [...new Set(closes.map((issue) => issue.number))].map((issue) => ({ number, issue })),
  );
  await run(WRITE, { ...of, rows });
}
