import { z, createRoute } from '@hono/zod-openapi';
import { resource } from './door/check-request.js';
import { noQuery } from './door/define-route.js';
import { notFound, Problem } from './door/problem.js';
import { createBodyRoom, takeBody } from './door/take-body.js';
import type { ApiPorts } from './ports.js';

const DELIVERY = /^[\x21-\x7e]{1,128}$/;

/** Open to whoever knows the trigger's secret. */
const call = createRoute({
  method: 'post',
  path: '/hooks/{trigger_id}',
  summary: 'Start a workflow by its webhook: signed with the secret of the trigger, or with it as a bearer token',
  security: [],
  request: {
    query: noQuery,
    params: z.object({ trigger_id: z.string().max(100) }),
    headers: z.object({
      'x-nectr-signature-256': z
        .string()
        .optional()
        .openapi({ description: '`sha256=` and the HMAC-SHA-256 of the raw body in hex' }),
      'x-nectr-delivery': z
        .string()
        .regex(DELIVERY, 'must be 1 to 128 visible ASCII characters')
        .optional()
        .openapi({ description: 'A name of this delivery: the same again starts nothing' }),
    }),
  },
  responses: {
    202: {
      description: 'It is recorded, and handled from here on',
      content: {
        'application/json': {
          schema: z.object({
            event_id: z.uuid(),
            duplicate: z.boolean().openapi({ description: 'It came before, and starts nothing again' }),
          }),
        },
      },
    },
  },
});

/** `POST /hooks/{trigger_id}`, for programs that have nothing but the secret of a trigger. */
export function hooks({ receive }: ApiPorts['hooks']) {
  const room = createBodyRoom();
  return resource().openapi(call, async (context) => {
    const { trigger_id: triggerId } = context.req.valid('param');
    const { 'x-nectr-signature-256': signature = null, 'x-nectr-delivery': delivery = null } =
      context.req.valid('header');
    const [, token = null] = /^Bearer +(\S+)$/i.exec(context.req.header('Authorization') ?? '') ?? [];
    const { request, release } = await takeBody(context.req.raw, room);
    try {
      const body = Buffer.from(await request.arrayBuffer());
      const answer = await receive({ triggerId, body, signature, token, delivery });
      switch (answer.kind) {
        case 'unknown':
          throw notFound('webhook');
        case 'wrong':
          throw new Problem(
            401,
            'Neither the signature nor the token is of this webhook: sign the raw body with its secret.',
          );
        case 'off':
          throw new Problem(409, answer.reason);
        case 'unreadable':
          throw new Problem(400, 'The body is no JSON.');
        default:
          return context.json({ event_id: answer.eventId, duplicate: answer.kind === 'duplicate' }, 202);
      }
    } finally {
      release();
    }
  });
}
