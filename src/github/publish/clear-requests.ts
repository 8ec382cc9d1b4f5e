import { GitHubLimitedError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { listOwnReviews } from '../read/own-reviews.js';
import { postedSummary } from './posted-body.js';
import { sendText } from './send-text.js';
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
      const { owner, repo, number } = target;
      await sendText(
        octokit,
        'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals',
        { owner, repo, pull_number: number, review_id: id, event: 'DISMISS' },
        { message: postedSummary(MESSAGE, ports) },
      );
    } catch (error) {
      if (error instanceof GitHubLimitedError) throw error;
      failures.push(
        `The request for changes ${id} still stands: ${error instanceof Error ? error.message : 'refused'}`,
      );
    }
  }
  return failures;
}
