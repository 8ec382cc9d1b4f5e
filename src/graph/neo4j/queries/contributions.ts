import type { Contribution } from '../../knowledge-graph.js';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';

const STATEMENT = `UNWIND $logins AS asked
MATCH (d:Developer {installation_id: $installation_id, login: asked})
  -[c:CONTRIBUTED_TO]->(:Repository {installation_id: $installation_id, repo_id: $repo_id})
RETURN d.login AS login, c.pull_requests AS pulls, c.last AS lastAt
ORDER BY login`;

/** When these people made their newest pull request of the repository, and how many. */
export async function contributions(read: Run, key: RepositoryKey, logins: readonly string[]): Promise<Contribution[]> {
  return read(STATEMENT, { ...tenant(key), logins: [...new Set(logins.map(storableText))] });
}
