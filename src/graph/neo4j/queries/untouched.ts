import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { VISIBLE } from './fragments.js';

const STATEMENT = `${VISIBLE}
MATCH (f:File)
WHERE f.installation_id = $installation_id AND f.repo_id = $repo_id AND f.path IS NOT NULL AND f.language IS NOT NULL
  AND NOT f.is_generated AND NOT f.is_test AND EXISTS { (f)<-[:CONTAINS {scan: scan}]-() }
  AND NOT EXISTS { (f)<-[:TOUCHES]-() } AND NOT EXISTS { (f)<-[:IMPORTS {scan: scan}]-() }
WITH f ORDER BY coalesce(f.lines, -1) DESC, f.path
WITH collect({path: f.path, lines: f.lines}) AS dead
RETURN dead[0..$limit] AS files, size(dead) AS of`;

/** Code that nothing imports and no pull request changed, as far as is known; the longest first. */
export async function untouched(
  read: Run,
  key: RepositoryKey,
  { limit }: { limit: number },
): Promise<{ files: { path: string; lines: number | null }[]; of: number }> {
  const rows = await read<{ files: { path: string; lines: number | null }[]; of: number }>(STATEMENT, {
    ...tenant(key),
    limit,
  });
  return rows[0] ?? { files: [], of: 0 };
}
