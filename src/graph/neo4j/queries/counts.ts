import type { GraphCounts } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

/** By the index of the key of each label: it leads to one version. */
const STATEMENT = `${VISIBLE}
RETURN COUNT { (r)-[:CONTAINS {scan: scan}]->() } AS files,
  COUNT { MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: scan})
    WHERE s.path IS NOT NULL AND s.qualified_name IS NOT NULL AND s.kind IS NOT NULL
      AND s.start_line IS NOT NULL } AS symbols,
  COUNT { MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: scan})-[:CALLS]->()
    WHERE s.path IS NOT NULL AND s.qualified_name IS NOT NULL AND s.kind IS NOT NULL } AS calls,
  COUNT { MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id})
    WHERE p.number IS NOT NULL } AS pulls,
  COUNT { (:Developer)-[:CONTRIBUTED_TO]->(r) } AS developers`;

const NOTHING: GraphCounts = { files: 0, symbols: 0, calls: 0, pulls: 0, developers: 0 };

/** How much is known of a repository; developers are those who made a pull request. */
export async function counts(read: Run, key: RepositoryKey): Promise<GraphCounts> {
  const [row] = await read<GraphCounts>(STATEMENT, tenant(key));
  return row ?? NOTHING;
}
