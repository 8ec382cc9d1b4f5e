import type { Dated } from '../rows/newest-of-each.js';
import type { RepositoryKey } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `UNWIND $numbers AS number
MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: number})
RETURN p.number AS number, p.updated_at AS updatedAt`;

/** Of when is what is known of those of these pull requests that are known. */
export function knownTimes(run: Run, key: RepositoryKey, numbers: readonly number[]): Promise<Dated[]> {
  return run<Dated>(STATEMENT, { ...tenant(key), numbers });
}
