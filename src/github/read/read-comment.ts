import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Comment = z.object({ body: z.string().nullish() });
const GONE = ['not-found', 'gone'];

/**
 * What a comment says now: in the conversation of a pull request (`issue`), or in a thread on its lines (`review`).
 * Null: GitHub says that there is none. Throws what GitHub throws: an answer that does not come proves nothing.
 */
export async function readComment(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  { id, kind }: { id: number; kind: 'issue' | 'review' },
): Promise<string | null> {
  const route =
    kind === 'issue'
      ? 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}'
      : 'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}';
  try {
    return (await readJson(octokit, Comment, route, { owner, repo, comment_id: id })).body ?? '';
  } catch (error) {
    if (error instanceof GitHubTerminalError && GONE.includes(error.reason)) return null;
    throw error;
  }
}
