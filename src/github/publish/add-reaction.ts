import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';

/**
 * Reacts to a comment. A second call changes nothing. False: the comment is gone; nobody waits for an answer any more.
 */
export async function addReaction(
  octokit: Octokit,
  { owner, repo }: PullTarget,
  comment: { id: number; kind: 'issue' | 'review' },
  content: 'eyes' | 'confused',
): Promise<boolean> {
  const route =
    comment.kind === 'issue'
      ? 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions'
      : 'POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions';
  try {
    await octokit.request(route, { owner, repo, comment_id: comment.id, content });
    return true;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return false;
    throw error;
  }
}
