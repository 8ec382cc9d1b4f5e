import { splitFullName } from '../../github/client/split-full-name.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { WorkflowPorts } from '../ports.js';

/**
 * An Octokit that reads pull requests and issues of a repository, and where GitHub has it. Throws as
 * `ports.github.octokit` does.
 */
export async function historyReader(
  { github }: Pick<WorkflowPorts, 'github'>,
  {
    fullName,
    githubInstallationId,
    githubRepoId,
    executionId: job,
  }: { fullName: string; githubInstallationId: number; githubRepoId: number; executionId?: string },
): Promise<{ octokit: Octokit; target: { owner: string; repo: string } }> {
  const octokit = await github.octokit({
    installationId: githubInstallationId,
    repositoryIds: [githubRepoId],
    // The commit that merged a pull request is a part of the contents.
    permissions: { contents: 'read', pull_requests: 'read', issues: 'read' },
    ...(job !== undefined && { job }),
  });
  return { octokit, target: splitFullName(fullName) };
}
