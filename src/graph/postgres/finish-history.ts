import { GraphRefusedError } from '../graph-refused-error.js';
import type { RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const STATEMENT = `WITH said AS (
    UPDATE graph_repositories SET history_imported_at = $3::timestamptz
      WHERE installation_id = $1::integer AND repo_id = $2::bigint RETURNING repo_id
  ) SELECT repo_id FROM said`;

/** Says that the history is in. Throws GraphRefusedError where the repository was purged. */
export async function finishHistory(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  at: Date,
): Promise<void> {
  const said: unknown[] = await runner.query(STATEMENT, [installationId, repoId, at]);
  if (said.length === 0) throw new GraphRefusedError('purged');
}
