import { storableText } from '../../../words/storable-text.js';
import type { CoChange } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { FILE, MOST_WAYS, namesOf, pathsOf, pullsOfFile } from './fragments.js';

/** Pairs that are looked at more closely: what is beyond them changed together less often than any of them. */
const MOST_PAIRS = 300;
const TOGETHER = 'merged >= $since AND files <= $most_files';

/** A file without renames is itself today: it has to be shared often enough by its own. */
const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
WHERE NOT f.is_generated
CALL (f) {
  ${namesOf('f')}
  RETURN collect(name) AS names
}
CALL (f) {
  ${pullsOfFile(TOGETHER)}
  RETURN collect({number: number, paths: ${pathsOf('p')}}) AS pulls
}
CALL (names, pulls) {
  UNWIND pulls AS pull
  UNWIND pull.paths AS name
  WITH name, pull.number AS number
  WHERE NOT name IN names
  RETURN name, count(*) AS times, max(number) AS newest
}
WITH path, names, size(pulls) AS revisions, name, times, newest
ORDER BY times DESC, newest DESC, path, name LIMIT ${MOST_PAIRS}
MATCH (touched:File {installation_id: $installation_id, repo_id: $repo_id, path: name})
WHERE times >= $least_shared OR EXISTS { (touched)-[:RENAMED_TO]-() }
CALL (touched) {
  MATCH way = (touched)-[:RENAMED_TO*0..8]->(now:File)
  WITH touched, way, now LIMIT ${MOST_WAYS}
  WHERE touched.deleted_at IS NOT NULL OR now = touched
  RETURN now ORDER BY EXISTS { (now)-[:RENAMED_TO]->() }, length(way) DESC LIMIT 1
}
WITH path, names, revisions, now, times, newest
WHERE NOT now.is_generated AND NOT now.path IN names
WITH path, revisions, now, sum(times) AS shared, max(newest) AS last
WHERE shared >= $least_shared
WITH path, revisions, now, shared, last
ORDER BY shared DESC, last DESC, path, now.path LIMIT $limit
WITH now AS f, collect({path: path, revisions: revisions, shared: shared, last: last}) AS pairs
CALL (f) {
  ${pullsOfFile(TOGETHER)}
  RETURN count(p) AS others
}
UNWIND pairs AS pair
RETURN pair.path AS path, f.path AS other, pair.shared AS shared, pair.revisions AS revisions, others AS otherRevisions,
  pair.last AS lastNumber
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
