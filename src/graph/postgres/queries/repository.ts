import type { DataSource } from 'typeorm';
import type { RepositoryKey, RepositoryNode } from '../../types.js';
import { readInTime } from './read-in-time.js';

const STATEMENT = `SELECT installation_id AS "installationId", repo_id::float8 AS "repoId", full_name AS "fullName",
    default_branch AS "defaultBranch", scan::float8 AS scan, scanned_at AS "scannedAt", scanned_sha AS "scannedSha",
    history_imported_at AS "historyImportedAt"
  FROM graph_repositories WHERE installation_id = $1::integer AND repo_id = $2::bigint`;

/** What is known of a repository as a whole; null: nothing. */
export async function repository(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
): Promise<RepositoryNode | null> {
  const [row] = await readInTime<RepositoryNode>(source, STATEMENT, [installationId, repoId]);
  return row ?? null;
}
