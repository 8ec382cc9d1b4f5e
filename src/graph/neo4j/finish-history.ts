import type { RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.history_imported_at = $at`;

/** Says that the history is in. The repository is held. */
export async function finishHistory(run: Run, key: RepositoryKey, at: Date): Promise<void> {
  await run(STATEMENT, { ...tenant(key), at });
}
