import { storableText } from '../../words/storable-text.js';
import type { RepositoryKey, RepositoryNode } from '../types.js';
import { holdInstallation } from './hold-installation.js';
import { unavailable } from './neo4j-trouble.js';
import type { Neo4jStore } from './open-store.js';
import { purgeHidden } from './purge-hidden.js';
import { tenant } from './tenant.js';

const HIDDEN = `MATCH (m:PurgedRepository {installation_id: $installation_id, repo_id: $repo_id})
RETURN m.repo_id AS repoId`;

const STATEMENT = `MERGE (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.full_name = $full_name, r.default_branch = $default_branch`;

const ATTEMPTS = 3;

/**
 * Makes or renames a repository's node. While what was known of it before is being removed, nobody may write it: that
 * is ended first, also for one who died at it. Throws Neo4jUnavailableError where it is removed again and again.
 */
export async function upsertRepository(
  { write }: Pick<Neo4jStore, 'write'>,
  node: RepositoryKey & Pick<RepositoryNode, 'fullName' | 'defaultBranch'>,
): Promise<void> {
  const parameters = {
    ...tenant(node),
    full_name: storableText(node.fullName).slice(0, 512),
    default_branch: storableText(node.defaultBranch).slice(0, 255),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const isMade = await write(async (run) => {
      await holdInstallation(run, node.installationId);
      if ((await run(HIDDEN, tenant(node))).length > 0) return false;
      await run(STATEMENT, parameters);
      return true;
    });
    if (isMade) return;
    await purgeHidden({ write }, node);
  }
  throw unavailable('busy');
}
