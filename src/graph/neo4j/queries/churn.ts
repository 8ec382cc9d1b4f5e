import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/**
 * Enough for a rank. Of a change of the whole repository a part is counted. The order is that of the index, named
 * whole.
 */
const STATEMENT = `${VISIBLE}
CALL () {
  MATCH (p:PullRequest)
  USING INDEX SEEK p:PullRequest(installation_id, repo_id, merged_at, number)
  WHERE p.installation_id = $installation_id AND p.repo_id = $repo_id AND p.merged_at >= $since AND p.number IS NOT NULL
  RETURN p ORDER BY p.installation_id DESC, p.repo_id DESC, p.merged_at DESC, p.number DESC LIMIT 1000
}
CALL (p) {
  MATCH (p)-[:TOUCHES]->(f:File)
  RETURN f ORDER BY f.path LIMIT 300
}
WITH r, scan, f, count(*) AS changes
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
