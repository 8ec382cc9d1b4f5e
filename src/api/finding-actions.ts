import { z } from '@hono/zod-openapi';
import { Dismissal } from '../workflows/requests/dismiss-by-person.js';
import { reopenByPerson } from '../workflows/requests/reopen-by-person.js';
import { idParam } from './door/accepted.js';
import { actorOf, carryOut } from './door/carry-out.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { repositoryOf } from './door/find-object.js';
import { dismissIn } from './dismiss-in.js';

const { reason, scope, note, expiresInDays } = Dismissal.shape;
const DismissBody = z.strictObject({ reason, scope, note, expires_in_days: expiresInDays });
const Changed = z.object({
  id: z.uuid(),
  state: z.enum(['open', 'dismissed']),
  handles: z.array(z.string()).openapi({ description: 'All findings of the pull request that changed' }),
  execution_ids: z.array(z.string()).openapi({ description: 'The runs that show it on the pull request' }),
});

const dismiss = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/findings/{id}/dismiss',
    summary: 'Dismiss a finding, as /nectr dismiss does on the pull request',
    request: {
      query: noQuery,
      params: idParam,
      body: { content: { 'application/json': { schema: DismissBody } }, required: true },
    },
    responses: {
      200: {
        description: 'It is dismissed; `scope` is how far that reaches',
        content: { 'application/json': { schema: Changed.extend({ scope }) } },
      },
    },
  },
);
const reopen = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/findings/{id}/reopen',
    summary: 'Take the dismissal of a finding back, as /nectr reopen does',
    request: { query: noQuery, params: idParam },
    responses: { 200: { description: 'It is open', content: { 'application/json': { schema: Changed } } } },
  },
);

/** `POST /findings/{id}/dismiss` and `/reopen`: what the commands do, in the name of who is signed in. */
export function findingActions() {
  return resource()
    .openapi(dismiss, async (context) => {
      const { id } = context.req.valid('param');
      const { expires_in_days, ...body } = context.req.valid('json');
      const place = await repositoryOf(context.var, 'finding', { id, level: 'write' });
      const wanted = { findingId: id, ...body, expiresInDays: expires_in_days };
      const done = await dismissIn(actorOf(context), place, wanted);
      return context.json({ ...changed(id, done), state: 'dismissed' as const, scope: done.scope }, 200);
    })
    .openapi(reopen, async (context) => {
      const { id } = context.req.valid('param');
      const { installation, id: repositoryId } = await repositoryOf(context.var, 'finding', { id, level: 'write' });
      const done = await carryOut(
        actorOf(context),
        installation.id,
        (manager, asked) => reopenByPerson(manager, { ...asked, findingId: id }),
        ({ handles }) => ({
          repositoryId,
          action: 'finding.reopened',
          objectType: 'finding',
          objectId: id,
          details: { handles },
        }),
      );
      return context.json({ ...changed(id, done), state: 'open' as const }, 200);
    });
}

function changed(id: string, { handles, executionIds }: { handles: number[]; executionIds: string[] }) {
  return { id, handles: handles.map((handle) => `F${handle}`), execution_ids: executionIds };
}
