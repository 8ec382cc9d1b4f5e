import { storableText } from '../../../words/storable-text.js';
import type { Authorship } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { developer, FILE, pullsOfFile, touchesOf } from './fragments.js';

/** Who brought a file is looked for among its first ones; what was closed before is looked past. */
const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
CALL (f) {
  ${touchesOf('ASC', '50')}
  WITH t.number AS number, t.merged_at AS merged WHERE merged IS NOT NULL
  WITH number ORDER BY merged, number LIMIT 1
  RETURN collect(number)[0] AS brought
}
CALL (f) {
  ${pullsOfFile('merged IS NOT NULL')}
  RETURN collect({pull: p, merged: merged}) AS found
}
WITH path, brought, found, size(found) AS total
UNWIND found AS each
WITH path, brought, total, each.pull AS p, each.merged AS merged
MATCH (p)-[:AUTHORED_BY]->(d:Developer)
WITH path, total, d, sum(CASE WHEN p.number = brought THEN 1 ELSE 0 END) AS firsts, count(p) AS deliveries,
  sum(0.5 ^ (toFloat(CASE WHEN merged > $now THEN 0 ELSE $now.epochMillis - merged.epochMillis END) / 15552000000))
    AS recent,
  max(merged) AS lastAt
RETURN path, ${developer('d')} AS developer, firsts > 0 AS first, deliveries, total - deliveries AS others, recent,
  lastAt
ORDER BY deliveries DESC, lastAt DESC, path, d.login LIMIT $limit`;

/** Who changed these files, in merged pull requests, whoever did most first. */
export async function authorship(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; now: Date; limit: number },
): Promise<Authorship[]> {
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, now: asked.now, limit: asked.limit, most: MOST_REVISIONS });
}
