import type { IssueNode, PullNode, RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { PULL } from './fragments.js';

const STATEMENT = `UNWIND $numbers AS asked
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: asked})
OPTIONAL MATCH (p)-[:CLOSES]->(i:Issue)
WITH p, i ORDER BY i.number
WITH p, [each IN collect(i) | {number: each.number, title: each.title, state: each.state, isBug: each.is_bug}] AS closes
RETURN ${PULL}, closes
ORDER BY number`;

/** Pull requests by number, with the issues they close. */
export async function pulls(
  read: Run,
  key: RepositoryKey,
  numbers: readonly number[],
): Promise<(PullNode & { closes: IssueNode[] })[]> {
  return read(STATEMENT, { ...tenant(key), numbers: [...new Set(numbers)] });
}
