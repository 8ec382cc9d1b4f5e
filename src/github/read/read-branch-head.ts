import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Commits = z.array(z.object({ sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) }));

/**
 * The newest commit of a branch; null where nothing was pushed to it yet, which GitHub answers with 404, or 409 for a
 * repository without any commit (https://docs.github.com/rest/commits/commits#list-commits). Throws as `readJson` does.
 */
export async function readBranchHead(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  branch: string,
): Promise<string | null> {
  try {
    const asked = { owner, repo, sha: branch, per_page: 1 };
    const [head] = await readJson(octokit, Commits, 'GET /repos/{owner}/{repo}/commits', asked);
    return head?.sha ?? null;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    if (errorStatus(error) === 409) return null;
    throw error;
  }
}
