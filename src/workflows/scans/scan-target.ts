import { splitFullName } from '../../github/client/split-full-name.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import type { RepositoryKey } from '../../graph/types.js';
import type { WorkflowPorts } from '../ports.js';
import type { ScanRecord } from './scan-record.js';

/** The graph's key of what is scanned. */
export function graphKey({ installationId, githubRepoId }: ScanRecord): RepositoryKey {
  return { installationId, repoId: githubRepoId };
}

/** Where GitHub has it, and an Octokit that may read its contents. Throws as `ports.github.octokit` does. */
export async function scanTarget(
  { github }: Pick<WorkflowPorts, 'github'>,
  { fullName, githubInstallationId, githubRepoId }: ScanRecord,
): Promise<{ octokit: Octokit; target: Pick<PullTarget, 'owner' | 'repo' | 'repositoryId'> }> {
  const octokit = await github.octokit({
    installationId: githubInstallationId,
    repositoryIds: [githubRepoId],
    permissions: { contents: 'read', metadata: 'read' },
  });
  return { octokit, target: { ...splitFullName(fullName), repositoryId: githubRepoId } };
}
