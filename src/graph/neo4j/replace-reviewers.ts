import type { People } from '../rows/settle-people.js';
import { storableText } from '../rows/storable-text.js';
import type { PullRecord, RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const CLEAR = `UNWIND $numbers AS number
MATCH (:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: number})-[edge:REVIEWED_BY]->()
DELETE edge`;

const WRITE = `UNWIND $rows AS row
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
MATCH (d:Developer {installation_id: $installation_id, login: row.login})
CREATE (p)-[:REVIEWED_BY {installation_id: $installation_id, repo_id: $repo_id,
  state: row.state, comments: row.comments}]->(d)`;

/**
 * REVIEWED_BY of pull requests, instead of those that they had. Of several reviews of one person the last says the
 * state.
 */
export async function replaceReviewers(
  run: Run,
  key: RepositoryKey,
  pulls: readonly PullRecord[],
  { loginOf }: People,
): Promise<void> {
  const of = tenant(key);
  await run(CLEAR, { ...of, numbers: pulls.map(({ number }) => number) });
  const rows = pulls.flatMap(({ number, reviews }) => {
    const byLogin = new Map<string, { number: number; login: string; state: string; comments: number }>();
    for (const { developer, state, comments } of reviews) {
      const login = loginOf(developer);
      const before = byLogin.get(login)?.comments ?? 0;
      byLogin.set(login, { number, login, state: storableText(state).slice(0, 20), comments: before + comments });
    }
    return [...byLogin.values()];
  });
  await run(WRITE, { ...of, rows });
}
