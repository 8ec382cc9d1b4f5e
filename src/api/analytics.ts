import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { sha256 } from '../access/sha256.js';
import type { ApiEnv } from './door/api-env.js';
import { defineRoute } from './door/define-route.js';
import { keepAnswers, type KeepAnswers } from './keep-answers.js';
import { resource } from './door/check-request.js';
import { visibleIds } from './door/visible-ids.js';
import { plainText } from './lists/filters.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { listContributors } from './queries/analytics/contributors.js';
import { readInsights } from './queries/analytics/insights.js';
import { readOverview } from './queries/analytics/overview.js';
import { readQuality } from './queries/analytics/quality.js';
import type { Window } from './queries/analytics/rounds.js';
import { readSummary } from './queries/analytics/summary.js';
import { readTimeline } from './queries/analytics/timeline.js';

const DAY_MS = 86_400_000;
const MOST_BACK = 3650;

const count = z.int().min(0);
const rate = z.number().min(0).max(1).nullable();
const Verdicts = z.object({ approve: count, request_changes: count, needs_discussion: count });
const found = {
  findings: count,
  fixed: count,
  dismissed: count,
  ignored: count.openapi({ description: 'Open when the pull request was closed' }),
  open: count,
  outdated: count.openapi({ description: 'The code they were about is gone' }),
  addressed_rate: rate.openapi({ description: 'Fixed, of what is fixed, dismissed or ignored' }),
  false_positive_rate: rate.openapi({ description: 'Dismissed as no bug or as a wrong fact, of the same' }),
};
const Day = z
  .object({
    date: z.iso.date(),
    reviews: count,
    pull_requests: count,
    completed: count,
    failed: count,
    skipped: count,
  })
  .openapi('TimelineDay', { description: 'A day in UTC; each pull request counts once, by its best outcome' });
const Category = z.object({ category: z.string(), ...found });

const Overview = z.object({
  total_reviews: count.openapi({ description: 'Rounds that were reviewed, at least in part' }),
  failed_reviews: count.openapi({ description: 'Reviews that failed; the list of reviews has them' }),
  pull_requests: count.openapi({ description: 'That were reviewed, or whose review failed or was skipped' }),
  verdicts: Verdicts,
  outcomes: z.object({ reviewed: count, partial: count, skipped: count, failed: count }),
  top_contributors: z.array(z.object({ login: z.string(), pull_requests: count, reviews: count })),
  timeline: z.array(Day),
  addressed_rate: rate,
  false_positive_rate: rate,
  time_to_first_review_seconds: z.number().nullable(),
  cost_usd: z.number().openapi({ description: 'Of the rounds that were posted; `/usage` has all that was spent' }),
  cost_per_review_usd: z.number().nullable(),
  categories: z.array(Category),
  origins: z.array(z.object({ origin: z.string(), pull_requests: count, reviews: count, ...found })),
});
const Summary = z.object({
  total_reviews: count,
  pull_requests: count,
  success_rate: rate,
  avg_processing_seconds: z.number().nullable(),
  connected_repos: count,
  reviews_today: count,
  reviews_this_week: count,
  avg_merge_hours: z.number().nullable(),
  avg_pr_size: z.number().nullable(),
  last_week_activity: z.array(Day),
});
const hours = z.number().nullable();
const Insights = z.object({
  merge_time: z.object({ avg: hours, median: hours, fastest: hours, slowest: hours, sample: count }),
  verdicts: Verdicts,
  issue_categories: z.array(Category),
  per_repo: z.array(
    z.object({ repo: z.string(), pull_requests: count, reviews: count, cost_usd: z.number(), ...found }),
  ),
});
const Quality = z.object({
  by: z.enum(['all', 'category', 'severity', 'origin', 'source']),
  name: z.string(),
  ...found,
});
const Contributor = z.object({
  login: z.string(),
  pull_requests: count,
  reviews: count,
  last_review_at: z.iso.datetime(),
});

const window = {
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .openapi({ description: 'In UTC, the last included; what takes long to count may be a minute old: `Age`' }),
  repo: plainText(255).optional().openapi({ description: 'Such as acme/shop; all that you can see unless told' }),
};

const until = z.iso
  .date()
  .refine((date) => daysBack(date) >= 0 && daysBack(date) <= MOST_BACK, 'is no day of the last ten years')
  .optional()
  .openapi({ description: 'The last of the days, in UTC; today unless told' });

function analysis<const P extends string, T extends z.ZodType>(path: P, summary: string, schema: T) {
  return defineRoute(
    { level: 'read', of: 'caller' },
    {
      method: 'get',
      path,
      summary,
      request: { query: z.strictObject({ ...window, until }) },
      responses: { 200: { description: summary, content: { 'application/json': { schema } } } },
    },
  );
}

const overview = analysis('/analytics', 'Reviews at a glance', Overview);
const summary = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/analytics/summary',
    summary: 'The figures of the first page',
    request: { query: z.strictObject(window) },
    responses: { 200: { description: 'As of now', content: { 'application/json': { schema: Summary } } } },
  },
);
const timeline = analysis('/analytics/timeline', 'Day by day', z.object({ items: z.array(Day) }));
const insights = analysis('/analytics/insights', 'Merging, verdicts, categories, repositories', Insights);
const quality = analysis(
  '/analytics/quality',
  'How much of what was found was fixed, and how much was wrong',
  z.object({ items: z.array(Quality) }),
);
const contributors = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/analytics/contributors',
    summary: 'Whose pull requests were reviewed, alphabetically',
    request: { query: z.strictObject({ ...window, ...pageQuery }) },
    responses: {
      200: { description: 'People', content: { 'application/json': { schema: pageOf(Contributor) } } },
    },
  },
);

/**
 * `GET /analytics` and what stands below it: aggregates over the repositories that the caller can see. Over very many
 * findings they take long: those are kept for a minute at most, and say in `Age` how old they are.
 */
export function analytics() {
  const keep = keepAnswers();
  return resource()
    .openapi(overview, async (context) =>
      context.json(await computed({ keep, context, name: 'overview' }, context.req.valid('query'), readOverview), 200),
    )
    .openapi(summary, async (context) =>
      context.json(await computed({ keep, context, name: 'summary' }, context.req.valid('query'), readSummary), 200),
    )
    .openapi(timeline, async (context) =>
      context.json(
        { items: await computed({ keep, context, name: 'timeline' }, context.req.valid('query'), readTimeline) },
        200,
      ),
    )
    .openapi(insights, async (context) =>
      context.json(await computed({ keep, context, name: 'insights' }, context.req.valid('query'), readInsights), 200),
    )
    .openapi(quality, async (context) =>
      context.json(
        { items: await computed({ keep, context, name: 'quality' }, context.req.valid('query'), readQuality) },
        200,
      ),
    )
    .openapi(contributors, async (context) => {
      const { limit, cursor, ...query } = context.req.valid('query');
      const after = readCursor(z.tuple([z.string().max(255)]), cursor)?.[0] ?? null;
      const name = JSON.stringify(['contributors', after, limit]);
      const rows = await computed({ keep, context, name }, query, (manager, seen) =>
        listContributors(manager, { ...seen, after, limit: limit + 1 }),
      );
      return context.json(page(rows, limit, { item: (row) => row, key: ({ login }) => [login] }), 200);
    });
}

/** Whose data an answer is of stands in the key: two people share one who see the same repositories. */
async function computed<T>(
  { keep, context, name }: { keep: KeepAnswers; context: Context<ApiEnv>; name: string },
  { days, repo, until: last }: { days: number; repo?: string | undefined; until?: string | undefined },
  read: (manager: EntityManager, seen: Window) => Promise<T>,
): Promise<T> {
  const repositoryIds = (await visibleIds(context, repo)).toSorted((a, b) => a - b);
  const { installations } = await context.get('access')();
  const today = new Date().toISOString().slice(0, 10);
  const back = last === undefined ? 0 : daysBack(last);
  const key = sha256(JSON.stringify([name, days, last ?? today, installations.map(({ id }) => id), repositoryIds]));
  const { value, age } = await keep(key, () =>
    context.get('tenant')((manager) => read(manager, { repositoryIds, days, back })),
  );
  if (age > 0) context.header('Age', String(age));
  return value;
}

/** How many days (UTC) ago a date is. */
function daysBack(date: string): number {
  return Math.floor(Date.now() / DAY_MS) - Date.parse(date) / DAY_MS;
}
