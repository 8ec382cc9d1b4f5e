import { installationOctokit, type InstallationOctokitOptions } from '../client/installation-octokit.js';
import { splitFullName } from '../client/split-full-name.js';
import { readBlob } from './read-blob.js';

/** Somebody waits for a page. */
const WAIT = { deadlineMs: 5000, retryDelayMs: 300 };

/**
 * The bytes of a file of a repository at a commit, read in the name of the App with a token for that repository alone;
 * null where it does not exist there. Throws as `installationOctokit` does where GitHub does not give it.
 */
export async function readFileAsApp(
  options: Omit<InstallationOctokitOptions, 'pace'>,
  repository: { fullName: string; githubRepoId: number; githubInstallationId: number },
  { path, sha }: { path: string; sha: string },
): Promise<Buffer | null> {
  const { fullName, githubRepoId, githubInstallationId } = repository;
  const octokit = await installationOctokit(
    { ...WAIT, ...options, pace: null },
    { installationId: githubInstallationId, repositoryIds: [githubRepoId], permissions: { contents: 'read' } },
  );
  return readBlob(octokit, splitFullName(fullName), path, sha);
}
