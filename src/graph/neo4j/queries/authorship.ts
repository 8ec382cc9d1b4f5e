import { storableText } from '../../rows/storable-text.js';
import type { Authorship } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { developer, FILE, pullsOfFile } from './fragments.js';

/** One more than are counted: where it is there, nobody knows who was first. */
const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
CALL (f) {
  ${pullsOfFile('t.merged_at IS NOT NULL')}
  RETURN collect({pull: p, merged: merged}) AS found
}
WITH path, found[..$counted] AS found, size(found) > $counted AS more
WITH path, found, size(found) AS total,
  CASE WHEN more THEN null ELSE reduce(first = null, each IN found |
    CASE WHEN first IS NULL OR each.merged < first.merged
      OR (each.merged = first.merged AND each.pull.number < first.pull.number) THEN each ELSE first END).pull END AS first
UNWIND found AS each
WITH path, total, first, each.pull AS p, each.merged AS merged
MATCH (p)-[:AUTHORED_BY]->(d:Developer)
WITH path, total, d, sum(CASE WHEN p = first THEN 1 ELSE 0 END) AS firsts, count(p) AS deliveries,
  sum(0.5 ^ (toFloat($now.epochMillis - merged.epochMillis) / 15552000000)) AS recent, max(merged) AS lastAt
RETURN path, ${developer('d')} AS developer, firsts > 0 AS first, deliveries, total - deliveries AS others, recent, lastAt
ORDER BY deliveries DESC, lastAt DESC, path, d.login LIMIT $limit`;

/** Who changed these files, in merged pull requests, whoever did most first. */
export async function authorship(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; now: Date; limit: number },
): Promise<Authorship[]> {
  return read(STATEMENT, {
    ...tenant(key),
    paths: [...new Set(asked.paths.map(storableText))],
    now: asked.now,
    limit: asked.limit,
    counted: MOST_REVISIONS,
    most: MOST_REVISIONS + 1,
  });
}
