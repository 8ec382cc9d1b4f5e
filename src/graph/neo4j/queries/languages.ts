import type { LanguageShare } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

const STATEMENT = `${VISIBLE}
MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path IS NOT NULL AND f.language IS NOT NULL
  AND NOT f.is_generated AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
RETURN f.language AS language, count(f) AS files, sum(f.lines) AS lines
ORDER BY lines DESC, language LIMIT $limit`;

/** How much is written in which language. */
export async function languages(read: Run, key: RepositoryKey, { limit }: { limit: number }): Promise<LanguageShare[]> {
  return read(STATEMENT, { ...tenant(key), limit });
}
