import type { PullRecord, RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';
import type { People } from '../rows/settle-people.js';

const CLEAR = `WITH gone AS (
    DELETE FROM graph_authored_by
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = ANY($3::integer[]) RETURNING login
  ) SELECT DISTINCT login FROM gone`;

const WRITE = `INSERT INTO graph_authored_by (installation_id, repo_id, number, login)
  SELECT $1::integer, $2::bigint, given.* FROM unnest($3::integer[], $4::text[]) AS given (number, login)`;

/** AUTHORED_BY of pull requests, instead of those that they had. Returns everybody who is or was an author of one. */
export async function replaceAuthors(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  pulls: readonly PullRecord[],
  { loginOf }: People,
): Promise<string[]> {
  const numbers = pulls.map(({ number }) => number);
  const before: { login: string }[] = await runner.query(CLEAR, [installationId, repoId, numbers]);
  const edges = pulls.flatMap(({ number, author }) => (author ? [{ number, login: loginOf(author) }] : []));
  const logins = edges.map(({ login }) => login);
  await runner.query(WRITE, [installationId, repoId, edges.map(({ number }) => number), logins]);
  return [...new Set([...before.map(({ login }) => login), ...logins])].toSorted();
}
