import { storableText } from '../../rows/storable-text.js';
import type { Reviewing } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { developer, FILE, pullsOfFile } from './fragments.js';

const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
CALL (f) {
  ${pullsOfFile('t.merged_at >= $since')}
  RETURN p, merged
}
WITH p, max(merged) AS merged
MATCH (p)-[:REVIEWED_BY]->(d:Developer)
WITH d, count(p) AS reviews, max(merged) AS lastAt
ORDER BY reviews DESC, lastAt DESC, d.login LIMIT $limit
RETURN ${developer('d')} AS developer, reviews, lastAt,
  COUNT { (d)<-[:REVIEWED_BY]-(:PullRequest {installation_id: $installation_id, repo_id: $repo_id, state: 'open'}) } AS open
ORDER BY reviews DESC, lastAt DESC, developer.login`;

/** Who reviewed merged pull requests on these files, and how much that person has open. */
export async function reviewing(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; since: Date; limit: number },
): Promise<Reviewing[]> {
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, since: asked.since, limit: asked.limit, most: MOST_REVISIONS });
}
