import { z } from 'zod';
import { defineTool, fitting } from '../define-tool.js';
import { recentReviews, RecentReview } from '../recent-reviews.js';

/** `get_recent_reviews`: how the last reviews ended. */
export const getRecentReviews = defineTool({
  name: 'get_recent_reviews',
  title: 'The last reviews',
  description: 'The newest reviews of a repository with their verdicts, those that wait or run among them.',
  input: z.object({
    repo: z.string().max(255).describe('Such as acme/shop'),
    limit: z.int().min(1).max(50).default(10),
  }),
  output: z.object({ reviews: z.array(RecentReview) }),
  writes: false,
  run: async (session, { repo, limit }) => {
    const { id } = await session.repository(repo, 'read');
    const reviews = fitting(await recentReviews(session, { repositoryId: id, limit }));
    const lines = reviews.map(
      (review) => `#${review.pr_number} ${review.pr_title}: ${review.verdict ?? review.outcome ?? 'waits or runs'}`,
    );
    return { answer: { reviews }, text: lines.join('\n') || `${repo} has no reviews yet.` };
  },
});
