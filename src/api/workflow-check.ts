import { z } from '@hono/zod-openapi';
import { readDefinition } from '../workflows/definitions/read-definition.js';
import { resource } from './door/check-request.js';
import { defineRoute, json, noQuery } from './door/define-route.js';

const check = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'post',
    path: '/workflows/check',
    summary: 'What is wrong with a definition, without keeping it: for editors',
    request: {
      query: noQuery,
      body: { content: json(z.record(z.string(), z.unknown())), required: true },
    },
    responses: {
      200: {
        description: 'All that is wrong; nothing: it can be saved',
        content: json(z.object({ errors: z.array(z.object({ field: z.string(), detail: z.string() })) })),
      },
    },
  },
);

/** `POST /workflows/check`. */
export function workflowCheck() {
  return resource().openapi(check, async (context) => {
    // It is the same for all whom GitHub still knows.
    await context.get('access')();
    const read = readDefinition(context.req.valid('json'));
    return context.json({ errors: read.ok ? [] : [...read.errors] }, 200);
  });
}
