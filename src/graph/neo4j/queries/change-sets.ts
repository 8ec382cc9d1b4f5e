import type { ChangeSet } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';

/** The order of pull requests is that of the index, named whole. */
const STATEMENT = `CALL () {
  MATCH (p:PullRequest)
  USING INDEX SEEK p:PullRequest(installation_id, repo_id, merged_at, number)
  WHERE p.installation_id = $installation_id AND p.repo_id = $repo_id AND p.merged_at >= $since AND p.number IS NOT NULL
    AND p.state = 'merged' AND p.number <> $except
  RETURN p ORDER BY p.installation_id DESC, p.repo_id DESC, p.merged_at DESC, p.number DESC LIMIT $limit
}
CALL (p) {
  MATCH (p)-[t:TOUCHES]->()
  WITH t ORDER BY t.path LIMIT $most_files
  RETURN collect({path: t.path, additions: t.additions, deletions: t.deletions}) AS files
}
RETURN p.number AS number, p.title AS title, p.author AS author, p.merged_at AS mergedAt, p.additions AS additions,
  p.deletions AS deletions, files
ORDER BY mergedAt DESC, number DESC`;

/** The newest merged pull requests with what they changed. */
export function changeSets(
  read: Run,
  key: RepositoryKey,
  { since, except, limit, mostFiles }: { since: Date; except: number; limit: number; mostFiles: number },
): Promise<ChangeSet[]> {
  return read<ChangeSet>(STATEMENT, { ...tenant(key), since, except, limit, most_files: mostFiles });
}
