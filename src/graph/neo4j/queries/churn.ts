import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

const STATEMENT = `${VISIBLE}
CALL {
  MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id})
  WHERE p.merged_at >= $since
  RETURN p ORDER BY p.merged_at DESC LIMIT 1000
}
MATCH (p)-[:TOUCHES {installation_id: $installation_id, repo_id: $repo_id}]->(f:File)
WITH r, scan, f, count(p) AS changes
WHERE NOT f.is_generated AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-(r) }
RETURN f.path AS path, changes, f.lines AS lines
ORDER BY changes DESC, path LIMIT $limit`;

/** How often the files that are there changed since `since`, most first. */
export async function churn(
  read: Run,
  key: RepositoryKey,
  asked: { since: Date; limit: number },
): Promise<{ path: string; changes: number; lines: number | null }[]> {
  return read(STATEMENT, { ...tenant(key), ...asked });
}
