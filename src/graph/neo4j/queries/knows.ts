import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/** By the index of the key of each label. */
const STATEMENT = `${VISIBLE}
RETURN EXISTS { MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: scan})
    WHERE s.path IS NOT NULL AND s.qualified_name IS NOT NULL AND s.kind IS NOT NULL } AS symbols,
  EXISTS { MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id})
    WHERE p.number IS NOT NULL } AS pulls`;

/** Whether readers see any symbol of a repository, and whether any pull request of it is known. */
export async function knows(read: Run, key: RepositoryKey): Promise<{ symbols: boolean; pulls: boolean }> {
  const [row] = await read<{ symbols: boolean; pulls: boolean }>(STATEMENT, tenant(key));
  return row ?? { symbols: false, pulls: false };
}
