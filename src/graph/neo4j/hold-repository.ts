import { GraphRefusedError } from '../graph-refused-error.js';
import type { RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** Writing a property locks the node until the transaction ends. */
const STATEMENT = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.full_name = r.full_name
RETURN r.scan AS scan, r.scanned_sha AS sha`;

/** What readers see of a repository. */
export interface HeldRepository {
  scan: number | null;
  sha: string | null;
}

/**
 * Holds a repository until the transaction ends: pushes, ends of scans and a purge come one after the other. Throws
 * GraphRefusedError where it was purged.
 */
export async function holdRepository(run: Run, key: RepositoryKey): Promise<HeldRepository> {
  const [held] = await run<HeldRepository>(STATEMENT, tenant(key));
  if (!held) throw new GraphRefusedError('purged');
  return held;
}
