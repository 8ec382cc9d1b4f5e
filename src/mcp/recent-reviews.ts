import { z } from 'zod';
import { placeKey, placeOf } from '../api/lists/newest-first.js';
import { readCursor, writeCursor } from '../api/lists/page.js';
import { listReviews } from '../api/queries/list-reviews.js';
import type { ReviewRow } from '../api/queries/review-columns.js';
import { fitting } from './define-tool.js';
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

/** The newest reviews of a repository, or of one of its pull requests, as many as fit into an answer. */
export async function recentReviews(
  session: McpSession,
  {
    repositoryId,
    number = null,
    limit,
    cursor,
  }: { repositoryId: number; number?: number | null; limit: number; cursor?: string | undefined },
): Promise<{ reviews: z.infer<typeof RecentReview>[]; next_cursor: string | null }> {
  const any = { outcomes: null, title: null, author: null, origin: null, since: null };
  const after = placeOf(readCursor(placeKey, cursor));
  const rows = await session.tenant((manager) =>
    listReviews(manager, { repositoryIds: [repositoryId], ...any, after, number, limit: limit + 1 }),
  );
  const reviews = fitting(rows.slice(0, limit).map(shown));
  const last = rows[reviews.length - 1];
  const more = reviews.length < rows.length && last !== undefined;
  return { reviews, next_cursor: more ? writeCursor([last.micros, last.id]) : null };
}

/** Of a row what an agent needs. */
function shown(row: ReviewRow): z.infer<typeof RecentReview> {
  return RecentReview.parse({ ...row, created_at: row.created_at.toISOString() });
}
