import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';

/** The bytes of a file at a commit (null: of the default branch as it is now), or null where it does not exist there. */
export async function readBlob(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  path: string,
  sha: string | null,
): Promise<Buffer | null> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  try {
    const { data } = await octokit.request(`GET /repos/{owner}/{repo}/contents/${encoded}`, {
      owner: target.owner,
      repo: target.repo,
      ...(sha === null ? {} : { ref: sha }),
      headers: { accept: 'application/vnd.github.raw+json' },
    });
    return data as Buffer;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    throw error;
  }
}
