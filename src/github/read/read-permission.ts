import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Answer = z.object({
  permission: z.enum(['admin', 'write', 'read', 'none']),
  user: z.object({ id: z.number() }).nullish(),
});

/**
 * What a person may do in the repository; somebody GitHub does not know there may do nothing. With `githubId` the login has
 * to be of that account still: a name that is given up can be another person's by now.
 */
export async function readPermission(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  login: string,
  { githubId = null }: { githubId?: number | null } = {},
): Promise<'admin' | 'write' | 'read' | 'none'> {
  try {
    const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    const { owner, repo } = target;
    const { permission, user } = await readJson(octokit, Answer, route, { owner, repo, username: login });
    return githubId !== null && user != null && user.id !== githubId ? 'none' : permission;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return 'none';
    throw error;
  }
}
