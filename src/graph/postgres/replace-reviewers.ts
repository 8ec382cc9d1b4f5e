import type { PullRecord, RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';
import type { People } from '../rows/settle-people.js';
import { storableText } from '../../words/storable-text.js';

const CLEAR = `DELETE FROM graph_reviewed_by
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = ANY($3::integer[])`;

/** Of several reviews of one person the last says the state. */
const WRITE = `INSERT INTO graph_reviewed_by (installation_id, repo_id, number, login, state, comments)
  SELECT $1::integer, $2::bigint, number, login, (array_agg(state ORDER BY at DESC))[1], sum(comments)::integer
    FROM unnest($3::integer[], $4::text[], $5::text[], $6::integer[])
      WITH ORDINALITY AS given (number, login, state, comments, at)
    GROUP BY number, login`;

/** REVIEWED_BY of pull requests, instead of those that they had. */
export async function replaceReviewers(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  pulls: readonly PullRecord[],
  { loginOf }: People,
): Promise<void> {
  await runner.query(CLEAR, [installationId, repoId, pulls.map(({ number }) => number)]);
  const edges = pulls.flatMap(({ number, reviews }) => reviews.map((review) => ({ number, ...review })));
  await runner.query(WRITE, [
    installationId,
    repoId,
    edges.map(({ number }) => number),
    edges.map(({ developer }) => loginOf(developer)),
    edges.map(({ state }) => storableText(state).slice(0, 20)),
    edges.map(({ comments }) => comments),
  ]);
}
