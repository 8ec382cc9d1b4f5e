import { z } from 'zod';
import { commentKey, CommentRequest } from '../../conversation/comment-request.js';
import { withRequest } from '../../conversation/with-request.js';
import { concludeReaction } from '../../github/publish/conclude-reaction.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { threadOf } from '../pulls/admit-comment.js';
import { octokitOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { PersonRequest } from '../requests/person-request.js';
import { replyToRequest } from '../requests/reply-to-request.js';
import { defineAction } from './action.js';
import type { Posted } from './post-review.js';
import type { Analyzed } from './pr-review-analyzer.js';

/** Tells who asked for a review, by a comment or in Nectr itself, what came of it; the summary is edited in place and notifies nobody. */
export const answerReview = defineAction({
  type: 'answer_review',
  config: z.strictObject({}),
  run: async ({ ports, run, results, step }) => {
    const analyzed = results.get('pr_review_analyzer') as Analyzed | undefined;
    if (analyzed?.kind !== 'review') return { value: null };
    const { done, said } = endOf(analyzed, results.get('post_review') as Posted | null);
    const person = PersonRequest.safeParse(run.triggerData);
    if (person.success) {
      await step('answer', async () => {
        const octokit = await octokitOf(ports, run);
        const reply = replyToRequest(run, person.data, said);
        await withPullLease(ports, run, (publish) => upsertReply(octokit, publish, targetOf(run), reply));
        return null;
      });
      return { value: null };
    }
    const request = CommentRequest.safeParse(run.triggerData);
    if (!request.success) return { value: null };
    const { comment } = request.data;
    const text = withRequest(request.data, said);
    await step('answer', async () => {
      const octokit = await octokitOf(ports, run);
      const reply = { key: `c${commentKey(comment)}`, text, thread: threadOf(comment), since: comment.createdAt };
      const conclusion = { content: done ? '+1' : 'confused', eyes: null } as const;
      await withPullLease(ports, run, async (publish) => {
        await upsertReply(octokit, publish, targetOf(run), reply);
        await concludeReaction(octokit, publish, targetOf(run), comment, conclusion);
      });
      return null;
    });
    return { value: null };
  },
});

function endOf(
  { result }: Extract<Analyzed, { kind: 'review' }>,
  posted: Posted | null,
): { done: boolean; said: string } {
  if (posted?.superseded) {
    const head = posted.superseded.slice(0, 7);
    return { done: false, said: `The head moved to ${head} while it was read: nothing was posted.` };
  }
  const { outcome, reviewBody } = result.rendered;
  if (outcome.kind === 'skipped') return { done: false, said: `Nothing was reviewed: ${outcome.reason}.` };
  return { done: true, said: `${reviewBody}.` };
}
