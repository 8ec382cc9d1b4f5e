import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { isOwn, type OwnIdentity } from '../client/own-identity.js';
import { readJson } from '../client/read-json.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

const Author = z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish();
const Review = z.object({ id: z.number(), user: Author, body: z.string().nullish(), state: z.string() });
const ReviewComment = z.object({ id: z.number(), node_id: z.string().nullish(), body: z.string().nullish() });
export type OwnReview = z.output<typeof Review>;
export type OwnReviewComment = z.output<typeof ReviewComment>;

const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';

/** Reviews of our App, pending ones included (only their author sees those). */
export async function listOwnReviews(octokit: Octokit, target: PullTarget, self: OwnIdentity): Promise<OwnReview[]> {
  const options = { key: (row: OwnReview) => row.id, keep: ({ user }: OwnReview) => isOwn(user, self), maxPages: 30 };
  return readPages(octokit, Review, `GET ${REVIEWS}`, route(target), options);
}

export async function readReview(octokit: Octokit, target: PullTarget, reviewId: number): Promise<OwnReview> {
  return readJson(octokit, Review, `GET ${REVIEWS}/{review_id}`, { ...route(target), review_id: reviewId });
}

export async function listReviewComments(
  octokit: Octokit,
  target: PullTarget,
  reviewId: number,
): Promise<OwnReviewComment[]> {
  const parameters = { ...route(target), review_id: reviewId };
  const options = { key: (row: OwnReviewComment) => row.id, maxPages: 5 };
  return readPages(octokit, ReviewComment, `GET ${REVIEWS}/{review_id}/comments`, parameters, options);
}

/** Deletes a pending review; one that is gone or was submitted meanwhile is left as it is. */
export async function deletePendingReview(octokit: Octokit, target: PullTarget, reviewId: number): Promise<void> {
  try {
    await octokit.request(`DELETE ${REVIEWS}/{review_id}`, { ...route(target), review_id: reviewId });
  } catch (error) {
    const gone = error instanceof GitHubTerminalError && error.reason === 'not-found';
    if (!gone && errorStatus(error) !== 422) throw error;
  }
}

/** Deletes what a crash left behind; for the publisher and for settling a run from outside. Returns how many. */
export async function deleteOwnPendingReview(
  octokit: Octokit,
  target: PullTarget,
  self: OwnIdentity,
  assertLease: () => Promise<void>,
): Promise<number> {
  const pending = (await listOwnReviews(octokit, target, self)).filter(({ state }) => state === 'PENDING');
  for (const { id } of pending) {
    await assertLease();
    await deletePendingReview(octokit, target, id);
  }
  return pending.length;
}

function route({ owner, repo, number }: PullTarget) {
  return { owner, repo, pull_number: number };
}
