import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

/** A review that somebody has submitted. */
export interface PullReview {
  /** Null: the account is gone. */
  user: { id: number; login: string; isBot: boolean } | null;
  state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** Says little: a push can move it along (https://github.com/max-sixty/tend/pull/884). */
  commitId: string | null;
  submittedAt: Date;
}

const STATES = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
} as const;
const Review = z.object({
  id: z.number(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
  state: z.string(),
  commit_id: z.string().nullish(),
  submitted_at: z.coerce.date().nullish(),
});
type Review = z.output<typeof Review>;

/** All submitted reviews of a pull request, oldest first; 3,000 at most. Throws what GitHub throws. */
export async function readReviewsOfPull(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<PullReview[]> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
  const options = { key: ({ id }: Review) => id, keep: ({ state }: Review) => isSubmitted(state), maxPages: 30 };
  const reviews = await readPages(octokit, Review, route, { owner, repo, pull_number: number }, options);
  return reviews
    .toSorted((a, b) => timeOf(a).getTime() - timeOf(b).getTime() || a.id - b.id)
    .flatMap((review) => {
      const { user, state, commit_id: commitId } = review;
      if (!isSubmitted(state)) return [];
      return {
        user: user ? { id: user.id, login: user.login, isBot: user.type === 'Bot' } : null,
        state: STATES[state],
        commitId: commitId ?? null,
        submittedAt: timeOf(review),
      };
    });
}

function isSubmitted(state: string): state is keyof typeof STATES {
  return Object.hasOwn(STATES, state);
}

function timeOf({ submitted_at: at }: Review): Date {
  return at ?? new Date(0);
}
