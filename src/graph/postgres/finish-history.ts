import type { RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const STATEMENT = `UPDATE graph_repositories SET history_imported_at = $3::timestamptz
  WHERE installation_id = $1::integer AND repo_id = $2::bigint`;

/** Says that the history is in. */
export async function finishHistory(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  at: Date,
): Promise<void> {
  await runner.query(STATEMENT, [installationId, repoId, at]);
}
