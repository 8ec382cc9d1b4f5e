import { z } from '@hono/zod-openapi';
import { CATEGORIES } from '../review/types.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound } from './door/problem.js';
import { visibleIds } from './door/visible-ids.js';
import { plainText } from './lists/filters.js';
import { placeKey, placeOf } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { listFindings } from './queries/list-findings.js';
import { readFinding } from './queries/read-findings.js';
import {
  Finding,
  FINDING_STATES,
  findingOf,
  FindingWithHistory,
  findingWithHistory,
  SEVERITIES,
} from './shapes/finding.js';

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/findings',
    summary: 'The ledger: what was found, newest first',
    request: {
      query: z.strictObject({
        ...pageQuery,
        state: z.enum(FINDING_STATES).optional(),
        severity: z.enum(SEVERITIES).optional(),
        category: z.enum(CATEGORIES).optional(),
        repo: plainText(512).optional().openapi({ description: 'Such as acme/shop' }),
        path: plainText(1000).optional().openapi({ description: 'A file, or a folder with all below it' }),
      }),
    },
    responses: { 200: { description: 'Newest first', content: { 'application/json': { schema: pageOf(Finding) } } } },
  },
);

const one = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/findings/{id}',
    summary: 'A finding with its history over the rounds',
    request: { query: noQuery, params: z.object({ id: z.guid() }) },
    responses: { 200: { description: 'The finding', content: { 'application/json': { schema: FindingWithHistory } } } },
  },
);

/** `GET /findings` and `GET /findings/{id}`. */
export function findings({ githubUrl }: Pick<ApiPorts, 'githubUrl'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, repo, path, state = null, severity = null, category = null } = context.req.valid('query');
      const filter = {
        repositoryIds: await visibleIds(context, repo),
        state,
        severity,
        category,
        path: path?.replace(/\/+$/, '') ?? null,
        after: placeOf(readCursor(placeKey, cursor)),
        limit: limit + 1,
      };
      const rows = await context.get('tenant')((manager) => listFindings(manager, filter));
      const item = (row: (typeof rows)[number]) => findingOf(row, githubUrl);
      return context.json(page(rows, limit, { item, key: ({ micros, id }) => [micros, id] }), 200);
    })
    .openapi(one, async (context) => {
      const asked = { id: context.req.valid('param').id, repositoryIds: await visibleIds(context, undefined) };
      const row = await context.get('tenant')((manager) => readFinding(manager, asked));
      if (row === null) throw notFound('finding');
      return context.json(findingWithHistory(row, githubUrl), 200);
    });
}
