import { setTimeout as sleep } from 'node:timers/promises';
import { errorStatus } from '../client/classify-error.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readReview } from '../read/own-reviews.js';
import type { Posted } from './posted-body.js';
import { sendText } from './send-text.js';
import type { PublishPorts } from './publish-ports.js';
import type { PullTarget } from '../client/target.js';

/**
 * Submits our pending review. If the answer is lost, the review is read by its id before it is submitted again;
 * a second submission is refused by GitHub and does no harm.
 */
export async function submitReview(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  review: { id: number; event: 'COMMENT' | 'REQUEST_CHANGES'; body: Posted },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await ports.assertLease();
    try {
      const { owner, repo, number } = target;
      await sendText(
        octokit,
        'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events',
        { owner, repo, pull_number: number, review_id: review.id, event: review.event },
        { body: review.body },
      );
      return;
    } catch (error) {
      const lost = error instanceof GitHubUnavailableError;
      if (!lost && errorStatus(error) !== 422) throw error;
      if (await isSubmitted(octokit, ports, target, review.id)) return;
      if (!lost || attempt >= 3) throw error;
    }
  }
}

async function isSubmitted(octokit: Octokit, ports: PublishPorts, target: PullTarget, id: number): Promise<boolean> {
  for (const delay of ports.lookupDelaysMs) {
    await sleep(delay);
    if ((await readReview(octokit, target, id)).state !== 'PENDING') return true;
  }
  return false;
}
