import type { RepositoryKey, RepositoryNode } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';

const STATEMENT = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
RETURN r.installation_id AS installationId, r.repo_id AS repoId, r.full_name AS fullName,
  r.default_branch AS defaultBranch, r.scan AS scan, r.scanned_at AS scannedAt, r.scanned_sha AS scannedSha,
  r.history_imported_at AS historyImportedAt`;

/** What is known of a repository as a whole; null: nothing. */
export async function repository(read: Run, key: RepositoryKey): Promise<RepositoryNode | null> {
  const [row] = await read<RepositoryNode>(STATEMENT, tenant(key));
  return row ?? null;
}
