import { installationOctokit, type InstallationOctokitOptions } from '../client/installation-octokit.js';
import { splitFullName } from '../client/split-full-name.js';
import type { RepositorySettings } from './parse-settings.js';
import { readRepositorySettings } from './read-repository-settings.js';
import type { SettingsLayer } from './settings-layers.js';

/** Somebody waits for a page. */
const WAIT = { deadlineMs: 5000, retryDelayMs: 300 };

/**
 * The settings that the file on the default branch of a repository sets now, over `below`, read in the name of the App
 * with a token for that one file's repository. Throws as `installationOctokit` does where GitHub does not give it.
 */
export async function readSettingsAsApp(
  options: Omit<InstallationOctokitOptions, 'pace'>,
  repository: { fullName: string; githubRepoId: number; githubInstallationId: number },
  below: readonly SettingsLayer[],
): Promise<RepositorySettings> {
  const { fullName, githubRepoId, githubInstallationId } = repository;
  const octokit = await installationOctokit(
    { ...WAIT, ...options, pace: null },
    { installationId: githubInstallationId, repositoryIds: [githubRepoId], permissions: { contents: 'read' } },
  );
  return readRepositorySettings(octokit, splitFullName(fullName), null, below);
}
