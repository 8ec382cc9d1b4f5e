import { z } from '@hono/zod-openapi';
import { rerunReview } from '../workflows/requests/rerun-review.js';
import { idParam } from './door/accepted.js';
import { actorOf, carryOut } from './door/carry-out.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { repositoryOf } from './door/find-object.js';

const rerun = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/reviews/{id}/rerun',
    summary: 'Review what the pull request of a review is now, as /nectr review does',
    request: {
      query: noQuery,
      params: idParam,
      body: {
        content: { 'application/json': { schema: z.strictObject({ full: z.boolean().default(false) }) } },
        required: false,
      },
    },
    responses: {
      202: {
        description: 'The run is queued',
        content: { 'application/json': { schema: z.object({ execution_id: z.string() }) } },
      },
    },
  },
);

/** `POST /reviews/{id}/rerun`. */
export function reviewActions() {
  return resource().openapi(rerun, async (context) => {
    const { id } = context.req.valid('param');
    // Absent where no body was sent.
    const body: { full?: boolean } | undefined = context.req.valid('json');
    const full = body?.full ?? false;
    const { installation, id: repositoryId } = await repositoryOf(context.var, 'review', { id, level: 'write' });
    const { executionId } = await carryOut(
      actorOf(context),
      installation.id,
      (manager, asked) => rerunReview(manager, { ...asked, reviewId: id, full }),
      () => ({ repositoryId, action: 'review.requested', objectType: 'review', objectId: id, details: { full } }),
    );
    return context.json({ execution_id: executionId }, 202);
  });
}
