import { storableText } from '../../../words/storable-text.js';
import type { RelatedPull } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type PullState, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { FILE, PULL, pullsOfFile } from './fragments.js';

/** Weights are added as whole numbers: the sums of the same ones are equal, in whatever order they come. */
const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
CALL (f) {
  ${pullsOfFile('true')}
  RETURN collect(p) AS pulls
}
WITH path, pulls, toInteger(round(1e9 / (1 + log(size(pulls))))) AS weight
UNWIND pulls AS p
WITH path, weight, p WHERE p.state = $state AND p.number <> $except
WITH p, path, weight ORDER BY path
WITH p, collect(path) AS paths, sum(weight) AS weight
RETURN ${PULL}, paths, weight / 1e9 AS weight
ORDER BY weight DESC, number DESC LIMIT $limit`;

/** Pull requests on these files, under all their names, the most telling first. */
export async function relatedPulls(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; except: number; state: PullState; limit: number },
): Promise<RelatedPull[]> {
  const { except, state, limit } = asked;
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, except, state, limit, most: MOST_REVISIONS });
}
