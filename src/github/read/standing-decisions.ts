import type { PullReview } from './read-reviews-of-pull.js';

/** What one person has decided last of a pull request. */
export interface StandingDecision {
  user: NonNullable<PullReview['user']>;
  decision: 'approved' | 'changes-requested';
  /** It was made of the present head. */
  onHead: boolean;
  decidedAt: Date;
}

/**
 * The last decision of each person that still stands; who only commented decided nothing, and a dismissed review does
 * not bring the one before it back. `reviews` come oldest first. A review is of the head if it names it and came after it:
 * `since` is when the head arrived, by GitHub's clock, whose times have whole seconds. Pure.
 */
export function standingDecisions(
  reviews: readonly PullReview[],
  head: { sha: string; since: Date },
): StandingDecision[] {
  const last = new Map<number, StandingDecision | null>();
  for (const { user, state, commitId, submittedAt } of reviews) {
    if (user === null || state === 'commented') continue;
    const onHead = commitId === head.sha && submittedAt > head.since;
    last.set(user.id, state === 'dismissed' ? null : { user, decision: state, onHead, decidedAt: submittedAt });
  }
  return [...last.values()].filter((decision) => decision !== null);
}
