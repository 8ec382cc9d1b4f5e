import type { RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** Writing a property locks the node until the transaction ends. */
const STATEMENT = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.full_name = r.full_name
RETURN r.scan AS scan`;

/**
 * Holds a repository until the transaction ends: pushes, ends of scans and a purge come one after the other. Returns the
 * version that readers see; null: the repository was purged.
 */
export async function holdRepository(run: Run, key: RepositoryKey): Promise<{ scan: number | null } | null> {
  const [held] = await run<{ scan: number | null }>(STATEMENT, tenant(key));
  return held ?? null;
}
