import { storableText } from '../../../words/storable-text.js';
import type { Fix } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { FILE, pullsOfFile } from './fragments.js';

const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
CALL (f) {
  ${pullsOfFile('merged IS NOT NULL')}
  CALL (p) {
    MATCH (p)-[:CLOSES]->(i:Issue)
    RETURN i ORDER BY i.number LIMIT 50
  }
  WITH p, merged, i WHERE i.is_bug
  RETURN p.number AS number, merged, i
}
RETURN path, number, merged AS mergedAt,
  {number: i.number, title: i.title, state: i.state, isBug: i.is_bug} AS issue
ORDER BY mergedAt DESC, number DESC, path, i.number LIMIT $limit`;

/** Merged pull requests that close a bug and touched one of these files, the newest first. */
export async function fixes(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; limit: number },
): Promise<Fix[]> {
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, limit: asked.limit, most: MOST_REVISIONS });
}
