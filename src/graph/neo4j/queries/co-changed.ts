import { storableText } from '../../rows/storable-text.js';
import type { CoChange } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { FILE, MOST_WAYS, NAMES, pullsOfFile } from './fragments.js';

const TOGETHER = 'merged >= $since AND files <= $most_files';

const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
WHERE NOT f.is_generated
CALL (f) {
  ${pullsOfFile(TOGETHER)}
  RETURN collect(p) AS pulls
}
CALL (f) {
  ${NAMES}
  RETURN collect(DISTINCT n) AS names
}
WITH f, names, pulls, size(pulls) AS revisions
UNWIND pulls AS p
MATCH (p)-[:TOUCHES]->(touched:File)
WHERE touched <> f
WITH f, names, revisions, touched, collect(p.number) AS numbers
CALL (touched) {
  MATCH way = (touched)-[:RENAMED_TO*0..8]->(now:File)
  WITH touched, way, now LIMIT ${MOST_WAYS}
  WHERE touched.deleted_at IS NOT NULL OR now = touched
  RETURN now ORDER BY EXISTS { (now)-[:RENAMED_TO]->() }, length(way) DESC LIMIT 1
}
WITH f, names, revisions, now, numbers
WHERE NOT now IN names AND NOT now.is_generated
UNWIND numbers AS number
WITH f, revisions, now, count(DISTINCT number) AS shared, max(number) AS last
WHERE shared >= $least_shared
WITH f.path AS path, now, shared, revisions, last
ORDER BY shared DESC, last DESC, path, now.path LIMIT $limit
WITH path, now AS f, shared, revisions, last
CALL (f) {
  ${pullsOfFile(TOGETHER)}
  RETURN count(p) AS others
}
RETURN path, f.path AS other, shared, revisions, others AS otherRevisions, last AS lastNumber
ORDER BY shared DESC, lastNumber DESC, path, other`;

/** What changed together with these files, the most often first. */
export async function coChanged(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; since: Date; mostFiles: number; leastShared: number; limit: number },
): Promise<CoChange[]> {
  return read(STATEMENT, {
    ...tenant(key),
    paths: [...new Set(asked.paths.map(storableText))],
    since: asked.since,
    most_files: asked.mostFiles,
    least_shared: asked.leastShared,
    limit: asked.limit,
    most: MOST_REVISIONS,
  });
}
