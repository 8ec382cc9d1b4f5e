import { createRoute, z } from '@hono/zod-openapi';
import { resource } from './door/check-request.js';
import { notFound, Problem } from './door/problem.js';
import { createBodyRoom, takeBody } from './door/take-body.js';
import type { ApiPorts } from './ports.js';

const receive = createRoute({
  method: 'post',
  path: '/integrations/{id}/events',
  summary: 'What a connected service sends, signed by its own rules: its `inbound_url`',
  security: [],
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: {
    200: { description: 'The answer to the check of the address, or to a button' },
    202: { description: 'It is recorded, was before, or is of no use' },
  },
});

/**
 * `POST /integrations/{id}/events`: what connected services send. Nobody is signed in: the service's own signature, over
 * the body as it came, is looked at by the integration.
 */
export function integrationEvents({ receiveEvent }: Pick<ApiPorts, 'receiveEvent'>) {
  const room = createBodyRoom();
  return resource().openapi(receive, async (context) => {
    const { request, release } = await takeBody(context.req.raw, room);
    try {
      const body = Buffer.from(await request.arrayBuffer());
      const { method, headers } = request;
      const received = await receiveEvent(context.req.valid('param').id, { method, headers, body, now: new Date() });
      switch (received.kind) {
        case 'unknown':
          throw notFound('integration');
        case 'unreadable':
          throw new Problem(
            503,
            'This integration cannot check what it is sent: its credentials are to be given anew.',
          );
        case 'refused':
          throw new Problem(received.status, `Not taken: ${received.reason}.`);
        case 'answer':
          return context.body(received.body, received.status, { 'Content-Type': received.contentType });
        case 'pressed':
          return context.body(null, 200);
        default:
          return context.body(null, 202);
      }
    } finally {
      release();
    }
  });
}
