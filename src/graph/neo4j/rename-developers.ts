import { movesOf } from '../rows/moves-of.js';
import { MOST_REVIEWERS_OF_PULL, type DeveloperNode } from '../types.js';
import type { Run } from './open-store.js';

const KNOWN = `MATCH (d:Developer {installation_id: $installation_id}) WHERE d.github_id IN $ids
RETURN d.login AS login, d.github_id AS githubId
UNION
MATCH (d:Developer {installation_id: $installation_id}) WHERE d.login IN $logins
RETURN d.login AS login, d.github_id AS githubId`;

/** Of every repository of the installation: GitHub renames a person everywhere at once. */
const PULLS = `UNWIND $moves AS move
MATCH (:Developer {installation_id: $installation_id, login: move.from})
  <-[:AUTHORED_BY]-(p:PullRequest {installation_id: $installation_id})
SET p.author = move.to`;

const SET_ASIDE = `UNWIND $moves AS move
MATCH (d:Developer {installation_id: $installation_id, login: move.from})
SET d.login = move.aside`;

/** A person who has the new name already, of whom no id was known, or whom two records made two: it is the same one. */
const JOIN = `MATCH (now:Developer {installation_id: $installation_id, login: $to})
MATCH (was:Developer {installation_id: $installation_id, login: $aside})
CALL (now, was) {
  MATCH (p:PullRequest {installation_id: $installation_id})-[edge:AUTHORED_BY]->(now)
  CREATE (p)-[moved:AUTHORED_BY]->(was) SET moved = properties(edge)
}
CALL (now, was) {
  MATCH (p:PullRequest {installation_id: $installation_id})-[edge:REVIEWED_BY]->(now)
  WHERE NOT EXISTS { (p)-[:REVIEWED_BY]->(was) }
  CREATE (p)-[moved:REVIEWED_BY]->(was) SET moved = properties(edge)
}
CALL (now, was) {
  MATCH (now)-[edge:CONTRIBUTED_TO]->(r:Repository {installation_id: $installation_id})
  OPTIONAL MATCH (was)-[before:CONTRIBUTED_TO]->(r)
  WITH was, r, edge, before,
    CASE WHEN before.since < edge.since THEN before.since ELSE edge.since END AS since,
    CASE WHEN before.last > edge.last THEN before.last ELSE edge.last END AS last,
    coalesce(before.pull_requests, 0) + edge.pull_requests AS pulls
  CREATE (was)-[moved:CONTRIBUTED_TO]->(r)
  SET moved = properties(edge), moved.since = since, moved.last = last, moved.pull_requests = pulls
  DELETE before
}
DETACH DELETE now`;

const NAME = `MATCH (d:Developer {installation_id: $installation_id, login: $aside})
SET d.login = $to`;

/** The logins that pull requests have in their own lists (replace-reviewers.ts). */
const REVIEWERS = `UNWIND $moves AS move
MATCH (:Developer {installation_id: $installation_id, login: move.to})
  <-[:REVIEWED_BY]-(p:PullRequest {installation_id: $installation_id})
WITH DISTINCT p
SET p.reviewers = COLLECT {
  MATCH (p)-[:REVIEWED_BY]->(d:Developer) RETURN d.login ORDER BY d.login LIMIT ${MOST_REVIEWERS_OF_PULL}
}`;

/**
 * Gives people that are known under another login their new one, before `developers` are written; their edges stay
 * theirs. Somebody whose login another person has now, and whose new one nobody told yet, is set aside under a name of
 * its own.
 */
export async function renameDevelopers(
  run: Run,
  installationId: number,
  developers: readonly DeveloperNode[],
): Promise<void> {
  const of = { installation_id: installationId };
  const ids = developers.flatMap(({ githubId }) => (githubId === null ? [] : [githubId]));
  const logins = developers.map(({ login }) => login);
  const known = await run<{ login: string; githubId: number | null }>(KNOWN, { ...of, ids, logins });
  // Over names that nobody has: two people who swapped theirs would meet half-way.
  const moves = movesOf(known, developers).map((move, at) => ({ ...move, aside: `#${at}` }));
  if (moves.length === 0) return;
  await run(PULLS, { ...of, moves });
  await run(SET_ASIDE, { ...of, moves });
  for (const { aside, to } of moves) {
    await run(JOIN, { ...of, aside, to });
    await run(NAME, { ...of, aside, to });
  }
  await run(REVIEWERS, { ...of, moves });
}
