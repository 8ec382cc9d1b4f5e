import type { DeveloperNode } from '../types.js';
import type { Runner } from './runner.js';

/** An id that is known is not forgotten by a record that has none. */
const STATEMENT = `INSERT INTO graph_developers AS d (installation_id, login, github_id, is_bot)
  SELECT $1::integer, given.* FROM unnest($2::text[], $3::bigint[], $4::boolean[]) AS given (login, github_id, is_bot)
    ORDER BY login
  ON CONFLICT (installation_id, login) DO UPDATE SET
    github_id = COALESCE(EXCLUDED.github_id, d.github_id), is_bot = EXCLUDED.is_bot`;

/** Writes people, one for each login. */
export async function upsertDevelopers(
  runner: Runner,
  installationId: number,
  developers: readonly DeveloperNode[],
): Promise<void> {
  await runner.query(STATEMENT, [
    installationId,
    developers.map(({ login }) => login),
    developers.map(({ githubId }) => githubId),
    developers.map(({ isBot }) => isBot),
  ]);
}
