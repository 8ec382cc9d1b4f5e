import { storableText } from '../rows/storable-text.js';
import type { RepositoryKey, RepositoryNode } from '../types.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `MERGE (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.full_name = $full_name, r.default_branch = $default_branch`;

/** Makes or renames a repository's node. */
export async function upsertRepository(
  run: Run,
  node: RepositoryKey & Pick<RepositoryNode, 'fullName' | 'defaultBranch'>,
): Promise<void> {
  await run(STATEMENT, {
    ...tenant(node),
    full_name: storableText(node.fullName).slice(0, 512),
    default_branch: storableText(node.defaultBranch).slice(0, 255),
  });
}
