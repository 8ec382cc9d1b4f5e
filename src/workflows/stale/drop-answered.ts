import type { Octokit } from '../../github/client/installation-octokit.js';
import { isOwn, type OwnIdentity } from '../../github/client/own-identity.js';
import type { PullTarget } from '../../github/client/target.js';
import { readPullComments } from '../../github/read/read-pull-comments.js';
import { readReviewThreads } from '../../github/read/read-review-threads.js';
import type { StaleFinding } from './find-stale.js';

/** Pull requests of a repository whose threads are looked at in one run: a few requests each. */
const MOST_PULLS = 40;

/**
 * Findings that nobody answered: whose thread is open, and in which no person wrote. Of pull requests beyond the fortieth
 * nothing is told; `left` counts their findings. Throws what GitHub throws.
 */
export async function dropAnswered(
  octokit: Octokit,
  target: Omit<PullTarget, 'number'>,
  self: OwnIdentity,
  findings: readonly StaleFinding[],
): Promise<{ unanswered: StaleFinding[]; left: number }> {
  const numbers = [...new Set(findings.map(({ pull }) => pull.number))].slice(0, MOST_PULLS);
  const unanswered: StaleFinding[] = [];
  for (const number of numbers) {
    const own = findings.filter(({ pull }) => pull.number === number);
    const posted = own.some(({ commentId }) => commentId !== null);
    const answered = posted ? await answeredIn(octokit, { ...target, number }, self) : new Set<number>();
    unanswered.push(...own.filter(({ commentId }) => commentId === null || !answered.has(commentId)));
  }
  const looked = new Set(numbers);
  return { unanswered, left: findings.filter(({ pull }) => !looked.has(pull.number)).length };
}

/** The comments that begin a thread which is resolved, or in which a person wrote. */
async function answeredIn(octokit: Octokit, target: PullTarget, self: OwnIdentity): Promise<Set<number>> {
  const threads = await readReviewThreads(octokit, target);
  const comments = await readPullComments(octokit, target);
  const resolved = threads.flatMap(({ resolved: isOver, commentIds }) => (isOver ? commentIds.slice(0, 1) : []));
  const replied = comments.flatMap(({ inReplyTo, user, byApp }) =>
    inReplyTo === null || byApp || user?.type === 'Bot' || isOwn(user, self) ? [] : [inReplyTo],
  );
  return new Set([...resolved, ...replied]);
}
