import { z } from '@hono/zod-openapi';
import { resource } from './door/check-request.js';
import { defineRoute, json, noQuery } from './door/define-route.js';
import { Problem } from './door/problem.js';

const Me = z.object({
  is_named: z.boolean().openapi({
    description: 'Whether you are named as somebody who knows code: as an expert, alone with a folder, as a reviewer',
  }),
});

const show = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/me',
    summary: 'What you have chosen for yourself',
    request: { query: noQuery },
    responses: { 200: { description: 'Your choices', content: json(Me) } },
  },
);
const change = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'patch',
    path: '/me',
    summary: 'Choose for yourself: while signed in, not with a token',
    request: {
      query: noQuery,
      body: { content: json(z.strictObject({ is_named: z.boolean() })), required: true },
    },
    responses: { 200: { description: 'Your choices', content: json(Me) } },
  },
);

/** `GET` and `PATCH /me`: what people choose for themselves, in all installations. */
export function me() {
  return resource()
    .openapi(show, async (context) => {
      const { userId } = context.get('caller');
      const rows: { isNamed: boolean }[] = await context.get('tenant')((manager) =>
        manager.query('SELECT is_named AS "isNamed" FROM users WHERE id = $1', [userId]),
      );
      return context.json({ is_named: rows[0]?.isNamed ?? true }, 200);
    })
    .openapi(change, async (context) => {
      const { is_named: isNamed } = context.req.valid('json');
      const { userId, sessionId } = context.get('caller');
      if (sessionId === null)
        throw new Problem(403, 'This is chosen while signed in, not with a token: sign in at /auth/github.');
      await context.get('tenant')((manager) =>
        manager.query('UPDATE users SET is_named = $2 WHERE id = $1', [userId, isNamed]),
      );
      return context.json({ is_named: isNamed }, 200);
    });
}
