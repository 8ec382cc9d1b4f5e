import type { DeveloperNode } from '../types.js';
import type { Runner } from './runner.js';
import { movesOf, type Move } from '../rows/moves-of.js';

const KNOWN = `SELECT login, github_id::float8 AS "githubId" FROM graph_developers
  WHERE installation_id = $1::integer AND (github_id = ANY($2::bigint[]) OR login = ANY($3::text[]))
  ORDER BY login`;

/** Of every repository of the installation: GitHub renames a person everywhere at once. */
const PULLS = `UPDATE graph_pull_requests p SET author = m.now
  FROM unnest($2::text[], $3::text[]) AS m (was, now), graph_repositories r, graph_authored_by a
  WHERE r.installation_id = $1::integer
    AND a.installation_id = $1::integer AND a.repo_id = r.repo_id AND a.login = m.was
    AND p.installation_id = $1::integer AND p.repo_id = r.repo_id AND p.number = a.number`;

const DEVELOPERS = `WITH gone AS (
    DELETE FROM graph_developers d USING unnest($2::text[], $3::text[]) AS m (was, now)
      WHERE d.installation_id = $1::integer AND d.login = m.was RETURNING m.now, d.github_id, d.is_bot
  )
  INSERT INTO graph_developers (installation_id, login, github_id, is_bot)
    SELECT DISTINCT ON (now) $1::integer, now, github_id, is_bot FROM gone ORDER BY now ON CONFLICT DO NOTHING`;

const edges = (table: string, columns: string) => `WITH gone AS (
    DELETE FROM ${table} e USING unnest($2::text[], $3::text[]) AS m (was, now), graph_repositories r
      WHERE r.installation_id = $1::integer
        AND e.installation_id = $1::integer AND e.repo_id = r.repo_id AND e.login = m.was
      RETURNING e.repo_id, m.now AS login, ${columns}
  )
  INSERT INTO ${table} (installation_id, repo_id, login, ${columns})
    SELECT $1::integer, repo_id, login, ${columns} FROM gone`;

const EDGES = [
  `${edges('graph_authored_by', 'number')} ON CONFLICT DO NOTHING`,
  `${edges('graph_reviewed_by', 'number, state, comments')} ON CONFLICT DO NOTHING`,
  // One person had two rows: what both say together.
  `${edges('graph_contributed_to', 'since, last, pull_requests')}
    ON CONFLICT (installation_id, repo_id, login) DO UPDATE SET
      since = LEAST(graph_contributed_to.since, EXCLUDED.since),
      last = GREATEST(graph_contributed_to.last, EXCLUDED.last),
      pull_requests = graph_contributed_to.pull_requests + EXCLUDED.pull_requests`,
];

/**
 * Gives people that are known under another login their new one, with all their edges, before `developers` are written.
 * Somebody whose login another person has now, and whose new one nobody told yet, is set aside under a name of its own.
 */
export async function renameDevelopers(
  runner: Runner,
  installationId: number,
  developers: readonly DeveloperNode[],
): Promise<void> {
  const ids = developers.flatMap(({ githubId }) => (githubId === null ? [] : [githubId]));
  const logins = developers.map(({ login }) => login);
  const known: { login: string; githubId: number | null }[] = await runner.query(KNOWN, [installationId, ids, logins]);
  const moves = movesOf(known, developers);
  if (moves.length === 0) return;
  const move = async (statement: string, pairs: readonly Move[]) =>
    runner.query(statement, [installationId, pairs.map(({ from }) => from), pairs.map(({ to }) => to)]);
  await move(PULLS, moves);
  // Over names that nobody has: two people who swapped theirs would meet half-way.
  const out = moves.map(({ from }, at) => ({ from, to: `#${at}` }));
  const back = moves.map(({ to }, at) => ({ from: `#${at}`, to }));
  for (const statement of [DEVELOPERS, ...EDGES]) {
    await move(statement, out);
    // One after the other where two rows of one person become one: a statement does not see what it has just written.
    for (const pair of back) await move(statement, [pair]);
  }
}
