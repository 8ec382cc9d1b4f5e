import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { isOwn } from '../client/own-identity.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';
import { addReaction, type ReactedComment } from './add-reaction.js';
import type { PublishPorts } from './publish-ports.js';

const Reaction = z.object({
  id: z.number(),
  content: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
});
type Reaction = z.output<typeof Reaction>;

export interface Conclusion {
  /** 👍: it was done. 😕: it was not. */
  content: '+1' | 'confused';
  /** Our 👀, where its id is known: GitHub's list may not show it yet. */
  eyes: number | null;
}

/**
 * Leaves one reaction of ours on a comment, that of its end: the new one comes first, then all others of ours are taken
 * away. Those of other people stay. Safe to call again, after a crash or a lost answer too; the last call counts.
 * Nothing is done where the comment is gone. Throws what GitHub and the lease throw.
 */
export async function concludeReaction(
  octokit: Octokit,
  { self, assertLease }: Pick<PublishPorts, 'self' | 'assertLease'>,
  target: PullTarget,
  comment: ReactedComment,
  { content, eyes }: Conclusion,
): Promise<void> {
  await assertLease();
  const kept = await addReaction(octokit, target, comment, content);
  if (kept === null) return;
  const { owner, repo } = target;
  const place = `/repos/{owner}/{repo}/${comment.kind === 'issue' ? 'issues' : 'pulls'}/comments/{comment_id}/reactions`;
  const keep = ({ id, user }: Reaction) => id !== kept && isOwn(user, self);
  const parameters = { owner, repo, comment_id: comment.id };
  const options = { key: ({ id }: Reaction) => id, keep, maxPages: 10 };
  const others = await unlessGone(readPages(octokit, Reaction, `GET ${place}`, parameters, options));
  const ids = new Set([...(eyes === null || eyes === kept ? [] : [eyes]), ...(others ?? []).map(({ id }) => id)]);
  for (const id of ids) {
    await assertLease();
    await unlessGone(octokit.request(`DELETE ${place}/{reaction_id}`, { ...parameters, reaction_id: id }));
  }
}

/** Null where the comment, or the reaction, has been deleted in between. */
async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    throw error;
  }
}
