import { GitHubLimitedError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { listOwnReviews } from '../read/own-reviews.js';
import type { PublishPorts } from './publish-ports.js';
import type { PullTarget } from '../client/target.js';

const MESSAGE = 'What had to be fixed is fixed or dismissed.';

/**
 * Takes our requests for changes back by dismissing our own reviews (review-experience.md, promise 7); call it when
 * nothing is open that must be fixed. Returns what could not be done (a protected branch says who may dismiss): that
 * spoils nothing. Limits are thrown.
 */
export async function clearRequests(octokit: Octokit, ports: PublishPorts, target: PullTarget): Promise<string[]> {
  const reviews = await listOwnReviews(octokit, target, ports.self);
  const failures: string[] = [];
  for (const { id } of reviews.filter(({ state }) => state === 'CHANGES_REQUESTED')) {
    await ports.assertLease();
    try {
      await octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals', {
        owner: target.owner,
        repo: target.repo,
        pull_number: target.number,
        review_id: id,
        message: MESSAGE,
        event: 'DISMISS',
      });
    } catch (error) {
      if (error instanceof GitHubLimitedError) throw error;
      failures.push(
        `The request for changes ${id} still stands: ${error instanceof Error ? error.message : 'refused'}`,
      );
    }
  }
  return failures;
}
