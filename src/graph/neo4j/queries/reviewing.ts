import { storableText } from '../../../words/storable-text.js';
import type { Reviewing } from '../../knowledge-graph.js';
import { MOST_REVISIONS, type RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { developer, FILE, pullsOfFile, reviewersOf } from './fragments.js';

/** Who has reviewed a million is not asked for all of them: the newest open ones of the repository are. */
const STATEMENT = `UNWIND $paths AS path
MATCH ${FILE}
CALL (f) {
  ${pullsOfFile('merged >= $since')}
  RETURN p, merged
}
WITH DISTINCT p, merged
UNWIND ${reviewersOf('p')} AS login
WITH login, count(*) AS reviews, max(merged) AS lastAt
ORDER BY reviews DESC, lastAt DESC, login LIMIT $limit
WITH collect({login: login, reviews: reviews, lastAt: lastAt}) AS people
CALL () {
  MATCH (o:PullRequest)
  USING INDEX SEEK o:PullRequest(installation_id, repo_id, state, number)
  WHERE o.installation_id = $installation_id AND o.repo_id = $repo_id AND o.state = 'open' AND o.number > 0
  WITH o ORDER BY o.installation_id DESC, o.repo_id DESC, o.state DESC, o.number DESC LIMIT 1000
  UNWIND ${reviewersOf('o')} AS login
  WITH login, count(*) AS open
  RETURN collect({login: login, open: open}) AS waiting
}
UNWIND people AS each
MATCH (d:Developer {installation_id: $installation_id, login: each.login})
RETURN ${developer('d')} AS developer, each.reviews AS reviews, each.lastAt AS lastAt,
  coalesce([one IN waiting WHERE one.login = d.login | one.open][0], 0) AS open
ORDER BY reviews DESC, lastAt DESC, developer.login`;

/** Who reviewed merged pull requests on these files, under all their names, and how much that person has open. */
export async function reviewing(
  read: Run,
  key: RepositoryKey,
  asked: { paths: readonly string[]; since: Date; limit: number },
): Promise<Reviewing[]> {
  const paths = [...new Set(asked.paths.map(storableText))];
  return read(STATEMENT, { ...tenant(key), paths, since: asked.since, limit: asked.limit, most: MOST_REVISIONS });
}
