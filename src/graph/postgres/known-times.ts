import type { Dated } from '../rows/newest-of-each.js';
import type { RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const STATEMENT = `SELECT number, updated_at AS "updatedAt" FROM graph_pull_requests
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = ANY($3::integer[])`;

/** Of when is what is known of those of these pull requests that are known. */
export function knownTimes(
  runner: Runner,
  { installationId, repoId }: RepositoryKey,
  numbers: readonly number[],
): Promise<Dated[]> {
  return runner.query(STATEMENT, [installationId, repoId, numbers]);
}
