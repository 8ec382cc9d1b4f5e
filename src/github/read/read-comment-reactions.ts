import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

/** One person's opinion of one of our comments. */
export interface CommentReaction {
  commentId: number;
  content: '+1' | '-1';
  user: { id: number; login: string; type: string };
}

const MAX_COMMENTS_ASKED = 20;
const Comment = z.object({
  id: z.number(),
  reactions: z.object({ '+1': z.number(), '-1': z.number() }).nullish(),
});
const Reaction = z.object({
  id: z.number(),
  content: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
});

/**
 * Who gave a thumb up or down to the review comments `commentIds`. The list of comments says which have any; of these
 * the twenty newest are asked. Deleted accounts are left out; whether a bot's opinion counts is up to the caller.
 */
export async function readCommentReactions(
  octokit: Octokit,
  target: PullTarget,
  commentIds: ReadonlySet<number>,
): Promise<CommentReaction[]> {
  if (commentIds.size === 0) return [];
  const { owner, repo, number } = target;
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
  const isAsked = ({ id }: { id: number }) => commentIds.has(id);
  const options = { key: (row: { id: number }) => row.id, keep: isAsked, maxPages: 10 };
  const comments = await readPages(octokit, Comment, route, { owner, repo, pull_number: number }, options);
  const asked = comments
    .filter(({ reactions }) => !reactions || reactions['+1'] + reactions['-1'] > 0)
    .slice(-MAX_COMMENTS_ASKED);
  const found: CommentReaction[] = [];
  for (const { id } of asked) found.push(...(await thumbsOf(octokit, target, id)));
  return found;
}

async function thumbsOf(octokit: Octokit, { owner, repo }: PullTarget, commentId: number): Promise<CommentReaction[]> {
  const route = 'GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions';
  const parameters = { owner, repo, comment_id: commentId };
  const options = { key: (row: { id: number }) => row.id, maxPages: 2 };
  try {
    const reactions = await readPages(octokit, Reaction, route, parameters, options);
    return reactions.flatMap(({ content, user }) => {
      if (!user || (content !== '+1' && content !== '-1')) return [];
      return { commentId, content, user: { id: user.id, login: user.login, type: user.type ?? 'User' } };
    });
  } catch (error) {
    // The comment was deleted in between.
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return [];
    throw error;
  }
}
