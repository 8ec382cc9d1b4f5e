import { z } from 'zod';
import { listReviews } from '../api/queries/list-reviews.js';
import type { ReviewRow } from '../api/queries/review-columns.js';
import type { McpSession } from './mcp-session.js';

export const RecentReview = z.object({
  id: z.string(),
  pr_number: z.int(),
  pr_title: z.string(),
  author: z.string(),
  outcome: z.string().nullable().describe('Null: it waits or runs'),
  reason: z.string().nullable(),
  verdict: z.string().nullable(),
  round: z.int().nullable(),
  head_sha: z.string(),
  findings: z.object({ must_fix: z.int(), should_fix: z.int(), minor: z.int() }),
  created_at: z.string(),
});

/** The newest reviews of a repository, or of one of its pull requests. */
export async function recentReviews(
  session: McpSession,
  { repositoryId, number = null, limit }: { repositoryId: number; number?: number | null; limit: number },
): Promise<z.infer<typeof RecentReview>[]> {
  const any = { outcomes: null, title: null, author: null, origin: null, since: null, after: null };
  const rows = await session.tenant((manager) =>
    listReviews(manager, { repositoryIds: [repositoryId], ...any, number, limit }),
  );
  return rows.map(shown);
}

function shown({
  id,
  pr_number,
  pr_title,
  author,
  outcome,
  reason,
  verdict,
  round,
  head_sha,
  findings,
  created_at,
}: ReviewRow) {
  return {
    id,
    pr_number,
    pr_title,
    author,
    outcome,
    reason,
    verdict,
    round,
    head_sha,
    findings,
    created_at: created_at.toISOString(),
  };
}
