import { z } from '@hono/zod-openapi';
import { defineRoute } from './door/define-route.js';
import { administered } from './door/visible-ids.js';
import { resource } from './door/check-request.js';
import { instant, plainText } from './lists/filters.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { listAudit } from './queries/list-audit.js';

const Entry = z.object({
  id: z.string(),
  installation_id: z.int(),
  repo: z.string().nullable(),
  actor: z.string(),
  via: z.enum(['session', 'token', 'command line', 'integration']),
  action: z.string(),
  object_type: z.string(),
  object_id: z.string(),
  details: z.record(z.string(), z.unknown()),
  ip: z.string().nullable(),
  request_id: z.string().nullable(),
  created_at: z.iso.datetime(),
});

const list = defineRoute(
  { level: 'admin', of: 'caller' },
  {
    method: 'get',
    path: '/audit',
    summary: 'Who did what, when and from where: the installations you administer',
    request: {
      query: z.strictObject({
        ...pageQuery,
        actor: plainText(255).optional(),
        action: plainText(100).optional(),
        since: instant.optional(),
      }),
    },
    responses: { 200: { description: 'Newest first', content: { 'application/json': { schema: pageOf(Entry) } } } },
  },
);

/** `GET /audit`. */
export function audit() {
  return resource().openapi(list, async (context) => {
    const { limit, cursor, ...filter } = context.req.valid('query');
    const before = readCursor(z.tuple([z.string().regex(/^\d{1,18}$/)]), cursor)?.[0] ?? null;
    const installationIds = await administered(context);
    const rows = await context.get('tenant')((manager) =>
      listAudit(manager, { installationIds, ...filter, before, limit: limit + 1 }),
    );
    return context.json(page(rows, limit, { item: (row) => row, key: ({ id }) => [id] }), 200);
  });
}
