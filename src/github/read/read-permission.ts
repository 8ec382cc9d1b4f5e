import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Answer = z.object({ permission: z.enum(['admin', 'write', 'read', 'none']) });

/** What a person may do in the repository; somebody GitHub does not know there may do nothing. */
export async function readPermission(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  login: string,
): Promise<'admin' | 'write' | 'read' | 'none'> {
  try {
    const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    const { owner, repo } = target;
    return (await readJson(octokit, Answer, route, { owner, repo, username: login })).permission;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return 'none';
    throw error;
  }
}
