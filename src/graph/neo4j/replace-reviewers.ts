import type { People } from '../rows/settle-people.js';
import { firstByName } from '../rows/first-by-name.js';
import { storableText } from '../../words/storable-text.js';
import { MOST_REVIEWERS_OF_PULL, type PullRecord, type RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** A pull request has the logins of the first of them in a list too: a thousand of them are read without their edges. */
const CLEAR = `UNWIND $pulls AS row
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: row.number})
SET p.reviewers = row.reviewers
WITH p
MATCH (p)-[edge:REVIEWED_BY]->()
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
  const byPull = pulls.map(({ number, reviews }) => {
    const byLogin = new Map<string, { number: number; login: string; state: string; comments: number }>();
    for (const { developer, state, comments } of reviews) {
      const login = loginOf(developer);
      const before = byLogin.get(login)?.comments ?? 0;
      byLogin.set(login, { number, login, state: storableText(state).slice(0, 20), comments: before + comments });
    }
    const reviewers = firstByName([...byLogin.keys()], (login) => login, MOST_REVIEWERS_OF_PULL);
    return { number, reviewers, rows: [...byLogin.values()] };
  });
  await run(CLEAR, { ...of, pulls: byPull.map(({ number, reviewers }) => ({ number, reviewers })) });
  await run(WRITE, { ...of, rows: byPull.flatMap(({ rows }) => rows) });
}
