import { takeId, timestamp, type SandboxState } from './state.js';
import type { Pull, ReviewComment, User } from './types.js';

/** A comment in the thread that `parent` begins. GitHub wraps each reply into a review of its own. */
export function addReply(
  state: SandboxState,
  pull: Pull,
  parent: ReviewComment,
  user: User,
  body: string,
): ReviewComment {
  const now = timestamp();
  const reviewId = takeId(state);
  pull.reviews.set(reviewId, {
    kind: 'review',
    id: reviewId,
    user,
    body: '',
    state: 'COMMENTED',
    commitId: parent.commitId,
    submittedAt: now,
    minimized: null,
  });
  const reply: ReviewComment = {
    ...parent,
    id: takeId(state),
    reviewId,
    inReplyTo: parent.id,
    user,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
    resolvedBy: null,
  };
  pull.reviewComments.set(reply.id, reply);
  return reply;
}
