import { z } from '@hono/zod-openapi';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound } from './door/problem.js';
import { visibleIds } from './door/visible-ids.js';
import { instant, likePart, plainText } from './lists/filters.js';
import { placeKey, placeOf } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { listReviews } from './queries/list-reviews.js';
import { readFindingsOf } from './queries/read-findings.js';
import { readReview } from './queries/read-review.js';
import { ORIGINS } from './shapes/finding.js';
import { OUTCOMES, Review, reviewOf, reviewWithDetail, ReviewWithDetail } from './shapes/review.js';

/** The seed's words beside the outcomes. */
const STATUSES = { completed: ['reviewed', 'partial'], pending: ['pending'] } as const;
const Status = z.enum(['completed', 'pending', ...OUTCOMES]);

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/reviews',
    summary: 'Reviews, and the runs that wait, run or ended without one',
    request: {
      query: z.strictObject({
        ...pageQuery,
        repo: plainText(512).optional().openapi({ description: 'Such as acme/shop' }),
        status: Status.optional().openapi({
          description: '`completed` is reviewed or partial, `pending` waits or runs; or an outcome',
        }),
        q: plainText(200).optional().openapi({ description: 'A part of the title, or the number' }),
        author: plainText(255).optional(),
        origin: z.enum(ORIGINS).optional(),
        since: instant.optional(),
      }),
    },
    responses: { 200: { description: 'Newest first', content: { 'application/json': { schema: pageOf(Review) } } } },
  },
);

const one = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/reviews/{id}',
    summary: 'A review by its id or by that of its run',
    request: { query: noQuery, params: z.object({ id: z.guid() }) },
    responses: { 200: { description: 'The review', content: { 'application/json': { schema: ReviewWithDetail } } } },
  },
);

/** `GET /reviews` and `GET /reviews/{id}`. */
export function reviews({ githubUrl }: Pick<ApiPorts, 'githubUrl'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, repo, status, q, author = null, origin = null, since = null } = context.req.valid('query');
      const filter = {
        repositoryIds: await visibleIds(context, repo),
        outcomes: outcomesOf(status),
        title: q === undefined ? null : likePart(q),
        number: numberIn(q),
        author,
        origin,
        since,
        after: placeOf(readCursor(placeKey, cursor)),
        limit: limit + 1,
      };
      const rows = await context.get('tenant')((manager) => listReviews(manager, filter));
      return context.json(page(rows, limit, { item: reviewOf, key: ({ micros, id }) => [micros, id] }), 200);
    })
    .openapi(one, async (context) => {
      const asked = { id: context.req.valid('param').id, repositoryIds: await visibleIds(context, undefined) };
      const found = await context.get('tenant')(async (manager) => {
        const row = await readReview(manager, asked);
        if (row === null) return null;
        const { pull_request_id: pullRequestId, repository_id: repositoryId, round } = row;
        const told = round === null ? [] : await readFindingsOf(manager, { pullRequestId, repositoryId, round });
        return { row, told };
      });
      if (found === null) throw notFound('review');
      return context.json(reviewWithDetail(found.row, found.told, githubUrl), 200);
    });
}

function outcomesOf(status: z.infer<typeof Status> | undefined): readonly string[] | null {
  if (status === undefined) return null;
  return status === 'completed' || status === 'pending' ? STATUSES[status] : [status];
}

/** The number in `7` or `#7`; null: it is none. */
function numberIn(q: string | undefined): number | null {
  const [, digits] = /^#?(\d{1,9})$/.exec(q ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}
