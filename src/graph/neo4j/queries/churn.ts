import { MOST_RANKED, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { pathsOf, VISIBLE } from './fragments.js';

/**
 * Enough for a rank. Of a change of the whole repository a part is counted. The order is that of the index, named
 * whole; files are looked up in the order of the answer, until there are enough.
 */
const STATEMENT = `CALL () {
  MATCH (p:PullRequest)
  USING INDEX SEEK p:PullRequest(installation_id, repo_id, merged_at, number)
  WHERE p.installation_id = $installation_id AND p.repo_id = $repo_id AND p.merged_at >= $since AND p.number IS NOT NULL
  WITH p ORDER BY p.installation_id DESC, p.repo_id DESC, p.merged_at DESC, p.number DESC LIMIT 1000
  UNWIND ${pathsOf('p')} AS path
  WITH path, count(*) AS changes
  RETURN path, changes ORDER BY changes DESC, path LIMIT ${MOST_RANKED}
}
${VISIBLE}, path, changes ORDER BY changes DESC, path
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})
WHERE NOT f.is_generated AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
RETURN path, changes, f.lines AS lines
ORDER BY changes DESC, path LIMIT $limit`;

/** How often the files that are there changed since `since`, most first. */
export async function churn(
  read: Run,
  key: RepositoryKey,
  asked: { since: Date; limit: number },
): Promise<{ path: string; changes: number; lines: number | null }[]> {
  return read(STATEMENT, { ...tenant(key), ...asked });
}
