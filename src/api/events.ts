import { z } from '@hono/zod-openapi';
import { redactValue } from '../access/redact.js';
import { maskValues } from '../review/analyzers/mask-values.js';
import { redriveByPerson } from '../workflows/requests/redrive-by-person.js';
import { idParam } from './door/accepted.js';
import { actorOf, carryOut } from './door/carry-out.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { resource } from './door/check-request.js';
import { notFound } from './door/problem.js';
import { administered } from './door/visible-ids.js';
import { instant, plainText } from './lists/filters.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { listEvents } from './queries/list-events.js';
import { readEvent } from './queries/read-event.js';

const STATUSES = ['pending', 'processing', 'completed', 'failed', 'ignored'] as const;

/** PostgreSQL knows no year 0, and no event is older than this century. */
const eventTime = z.iso.datetime({ offset: true }).refine((at) => Date.parse(at) > 0, 'is no time of an event');

const Event = z.object({
  id: z.uuid(),
  source: z.string(),
  type: z.string(),
  status: z.enum(STATUSES),
  repo: z.string().nullable(),
  number: z
    .int()
    .nullable()
    .openapi({ description: 'Of the pull request or issue it is about; null: of none, or its payload is large' }),
  duplicate_of: z
    .uuid()
    .nullable()
    .openapi({ description: 'The event that counts, of which this is another delivery' }),
  error: z.string().nullable(),
  retry_count: z.int(),
  created_at: z.iso.datetime({ offset: true }),
  processed_at: z.iso.datetime({ offset: true }).nullable(),
  runs: z.array(
    z.object({
      execution_id: z.string(),
      status: z.string(),
      outcome: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
const Detail = Event.extend({
  payload: z.unknown().openapi({ description: 'Credentials masked; null where it is larger than 256 KiB' }),
  payload_bytes: z.int(),
});

const list = defineRoute(
  { level: 'admin', of: 'caller' },
  {
    method: 'get',
    path: '/events',
    summary: 'What came in and what became of it: the installations you administer; status=failed are the dead letters',
    request: {
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(STATUSES).optional(),
        type: plainText(100).optional().openapi({ description: 'Such as pull_request, or pull_request.opened' }),
        repo: plainText(255).optional(),
        since: instant.optional(),
      }),
    },
    responses: { 200: { description: 'Newest first', content: { 'application/json': { schema: pageOf(Event) } } } },
  },
);
const show = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'get',
    path: '/events/{id}',
    summary: 'One event with its payload',
    request: { query: noQuery, params: idParam },
    responses: { 200: { description: 'The event', content: { 'application/json': { schema: Detail } } } },
  },
);

const redrive = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/events/{id}/redrive',
    summary: 'Give a failed event, or its failed runs, another try',
    request: { query: noQuery, params: idParam },
    responses: {
      202: {
        description: 'What is tried again, and why the rest is not',
        content: {
          'application/json': {
            schema: z.object({ execution_ids: z.array(z.string()), refused: z.array(z.string()) }),
          },
        },
      },
    },
  },
);

/** `GET /events` and what stands below it. */
export function events() {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, ...filter } = context.req.valid('query');
      const before = readCursor(z.tuple([eventTime, z.uuid()]), cursor);
      const installationIds = await administered(context);
      const rows = await context.get('tenant')((manager) =>
        listEvents(manager, { installationIds, ...filter, before, limit: limit + 1 }),
      );
      const shown = redactValue(maskValues(rows)) as typeof rows;
      return context.json(page(shown, limit, { item: asEvent, key: (row) => [row.created_at, row.id] }), 200);
    })
    .openapi(show, async (context) => {
      const installationIds = await administered(context);
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')((manager) => readEvent(manager, installationIds, id));
      if (row === null) throw notFound('event');
      const { installation_id: _installation, ...event } = redactValue(maskValues(row)) as typeof row;
      return context.json({ ...event, status: asEvent(event).status, payload: event.payload }, 200);
    })
    .openapi(redrive, async (context) => {
      const installationIds = await administered(context);
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')((manager) => readEvent(manager, installationIds, id));
      if (row === null) throw notFound('event');
      const done = await carryOut(
        actorOf(context),
        row.installation_id,
        (manager, { installationId, by }) => redriveByPerson(manager, { installationId, by, eventId: id }),
        ({ queued }) => ({ action: 'event.redriven', objectType: 'event', objectId: id, details: { queued } }),
      );
      return context.json({ execution_ids: done.queued, refused: done.refused }, 202);
    });
}

function asEvent<T extends { status: string }>(row: T) {
  return { ...row, status: z.enum(STATUSES).parse(row.status) };
}
