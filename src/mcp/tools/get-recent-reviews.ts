import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { recentReviews, RecentReview } from '../recent-reviews.js';
import { cursor, repo } from '../tool-inputs.js';

/** `get_recent_reviews`: how the last reviews ended. */
export const getRecentReviews = defineTool({
  name: 'get_recent_reviews',
  title: 'The last reviews',
  description: 'The newest reviews of a repository with their verdicts, those that wait or run among them.',
  input: z.object({
    repo,
    limit: z.int().min(1).max(50).default(10),
    cursor,
  }),
  output: z.object({ reviews: z.array(RecentReview), next_cursor: z.string().nullable() }),
  writes: false,
  run: async (session, { repo, limit, cursor: after }) => {
    const { id } = await session.repository(repo, 'read');
    const answer = await recentReviews(session, { repositoryId: id, limit, cursor: after });
    const lines = answer.reviews.map(
      (review) => `#${review.pr_number} ${review.pr_title}: ${review.verdict ?? review.outcome ?? 'waits or runs'}`,
    );
    return { answer, text: lines.join('\n') || `${repo} has no reviews yet.` };
  },
});
