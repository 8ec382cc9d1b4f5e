import type { ChangeSet } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { additionsOf, deletionsOf, pathsOf } from './fragments.js';

/** The order of pull requests is that of the index, named whole. */
const STATEMENT = `MATCH (p:PullRequest)
USING INDEX SEEK p:PullRequest(installation_id, repo_id, merged_at, number)
WHERE p.installation_id = $installation_id AND p.repo_id = $repo_id AND p.merged_at >= $since AND p.number IS NOT NULL
  AND p.state = 'merged' AND p.number <> $except
WITH p ORDER BY p.installation_id DESC, p.repo_id DESC, p.merged_at DESC, p.number DESC LIMIT $limit
RETURN p.number AS number, p.title AS title, p.author AS author, p.merged_at AS mergedAt, p.additions AS additions,
  p.deletions AS deletions, ${pathsOf('p')} AS paths, ${additionsOf('p')} AS added, ${deletionsOf('p')} AS deleted`;

interface Row extends Omit<ChangeSet, 'files'> {
  /** One for each file, in one order. */
  paths: string[];
  added: number[];
  deleted: number[];
}

/** The newest merged pull requests with what they changed, as far as they have it in their lists. */
export async function changeSets(
  read: Run,
  key: RepositoryKey,
  { since, except, limit, mostFiles }: { since: Date; except: number; limit: number; mostFiles: number },
): Promise<ChangeSet[]> {
  const rows = await read<Row>(STATEMENT, { ...tenant(key), since, except, limit });
  return rows.map(({ paths, added, deleted, ...pull }) => ({
    ...pull,
    files: paths
      .slice(0, mostFiles)
      .map((path, at) => ({ path, additions: added[at] ?? 0, deletions: deleted[at] ?? 0 })),
  }));
}
