import { z } from 'zod';
import { commentKey, CommentRequest } from '../../conversation/comment-request.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { threadOf } from '../pulls/admit-comment.js';
import { octokitOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { defineAction } from './action.js';
import type { Posted } from './post-review.js';
import type { Analyzed } from './pr-review-analyzer.js';

/** Tells who asked for a review by a comment what came of it; the summary is edited in place and notifies nobody. */
export const answerReview = defineAction({
  type: 'answer_review',
  config: z.strictObject({}),
  run: async ({ ports, run, results, step }) => {
    const request = CommentRequest.safeParse(run.triggerData);
    const analyzed = results.get('pr_review_analyzer') as Analyzed | undefined;
    if (!request.success || analyzed?.kind !== 'review') return { value: null };
    const { comment } = request.data;
    const text = textOf(analyzed, results.get('post_review') as Posted | null);
    await step('answer', async () => {
      const octokit = await octokitOf(ports, run);
      const reply = { key: `c${commentKey(comment)}`, text, thread: threadOf(comment), since: comment.createdAt };
      await withPullLease(ports, run, (publish) => upsertReply(octokit, publish, targetOf(run), reply));
      return null;
    });
    return { value: null };
  },
});

function textOf({ result }: Extract<Analyzed, { kind: 'review' }>, posted: Posted | null): string {
  if (posted?.superseded) {
    return `The head moved to ${posted.superseded.slice(0, 7)} while it was read: nothing was posted.`;
  }
  const { outcome, reviewBody } = result.rendered;
  return outcome.kind === 'skipped' ? `Nothing was reviewed: ${outcome.reason}.` : `${reviewBody}.`;
}
