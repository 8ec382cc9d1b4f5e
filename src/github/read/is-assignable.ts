import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';

/** Anything else would be part of the address. */
const LOGIN = /^[\w-]+(?:\[bot\])?$/;

/** Whether issues of the repository can be assigned to a person. Throws what GitHub throws. */
export async function isAssignable(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  login: string,
): Promise<boolean> {
  if (!LOGIN.test(login)) return false;
  try {
    await octokit.request('GET /repos/{owner}/{repo}/assignees/{assignee}', { owner, repo, assignee: login });
    return true;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return false;
    throw error;
  }
}
