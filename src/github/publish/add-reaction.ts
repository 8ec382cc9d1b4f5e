import { z } from 'zod';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';

/** A comment in the conversation of a pull request, or in a thread on its lines. */
export interface ReactedComment {
  id: number;
  kind: 'issue' | 'review';
}

const Reaction = z.object({ id: z.number() });

/**
 * Reacts to a comment. A second call changes nothing. Returns the reaction's id, or null if the comment is gone: nobody
 * waits for an answer any more.
 */
export async function addReaction(
  octokit: Octokit,
  { owner, repo }: PullTarget,
  comment: ReactedComment,
  content: 'eyes' | '+1' | 'confused',
): Promise<number | null> {
  const route =
    comment.kind === 'issue'
      ? 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions'
      : 'POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions';
  try {
    const { data } = await octokit.request(route, { owner, repo, comment_id: comment.id, content });
    const reaction = Reaction.safeParse(data);
    if (!reaction.success) throw new GitHubUnavailableError('The reaction has no id', { cause: reaction.error });
    return reaction.data.id;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    throw error;
  }
}
