import { z } from 'zod';
import { onceForRequest } from './once-for-request.js';
import { Request } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { requestedPull } from './requested-pull.js';
import { startRequestRuns } from './start-request-runs.js';

/** Of a review, the pull request that it is of; `full`: every file is read again, as `/nectr review full` does. */
export const RerunInput = z.intersection(
  Request.extend({ full: z.boolean().default(false) }),
  z.union([z.object({ reviewId: z.string() }), z.object({ pullRequestId: z.string() })]),
);
export type RerunInput = z.output<typeof RerunInput>;

export interface ReviewQueued {
  kind: 'queued';
  executionId: string;
}

/**
 * Asks for a review of what a pull request is now, as `/nectr review` does, in the name of a person who is signed in and
 * may write; whatever is paused. What came of it is told on the pull request.
 */
export function rerunReview(source: RequestSource, input: RerunInput): Promise<ReviewQueued | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { full, by } = input;
    const name = 'reviewId' in input ? { reviewId: input.reviewId } : { pullRequestId: input.pullRequestId };
    const pull = await requestedPull(manager, input.installationId, name);
    const details = { pull_request_id: pull.pullRequestId, full };
    return onceForRequest(manager, input, pull, { verb: 'review', details }, async (event): Promise<ReviewQueued> => {
      if (pull.state === 'closed') throw new RefusedRequestError('refused', `#${pull.number} is closed.`);
      const person = { id: by.githubId, login: by.login };
      const [executionId] = await startRequestRuns(manager, pull, event, { person, asked: { verb: 'review', full } });
      if (executionId === undefined) throw new RefusedRequestError('refused', 'Reviews are switched off.');
      return { kind: 'queued', executionId };
    });
  });
}
