import type { Pull, ReviewComment, User } from './types.js';

/** Each comment on lines with what answers it, as `user` sees them: not those of somebody else's pending review. */
export function threadsOf({ reviews, reviewComments }: Pull, user: User): [ReviewComment, ...ReviewComment[]][] {
  const visible = [...reviewComments.values()].filter(({ reviewId }) => {
    const review = reviews.get(reviewId);
    return review?.state !== 'PENDING' || review.user.id === user.id;
  });
  return visible
    .filter(({ inReplyTo }) => inReplyTo === null)
    .map((root) => [root, ...visible.filter(({ inReplyTo }) => inReplyTo === root.id)]);
}
