import type { IssueNode, PullNode, RepositoryKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { tenant } from '../tenant.js';
import { PULL } from './fragments.js';

const STATEMENT = `UNWIND $numbers AS asked
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: asked})
CALL (p) {
  MATCH (p)-[:CLOSES]->(i:Issue)
  WITH i ORDER BY i.number LIMIT 50
  RETURN collect({number: i.number, title: i.title, state: i.state, isBug: i.is_bug}) AS closes
}
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
