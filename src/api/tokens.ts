import { z } from '@hono/zod-openapi';
import { SCOPES } from '../access/caller.js';
import { createToken, LONGEST_TOKEN_DAYS } from '../access/tokens/create-token.js';
import { listTokens, type ListedToken } from '../access/tokens/list-tokens.js';
import { revokeToken } from '../access/tokens/revoke-token.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { resource } from './door/check-request.js';
import { notFound, Problem } from './door/problem.js';
import type { ApiPorts } from './ports.js';

const Token = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Its first characters. */
  beginning: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/tokens',
    summary: 'Your API tokens that are good, without the tokens themselves',
    request: { query: noQuery },
    responses: {
      200: {
        description: 'Newest first',
        content: { 'application/json': { schema: z.object({ items: z.array(Token), next_cursor: z.null() }) } },
      },
    },
  },
);

const create = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'post',
    path: '/tokens',
    summary: 'A new API token, which is told this once; by who is signed in, not by a token',
    request: {
      query: noQuery,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.strictObject({
              name: z
                .string()
                .trim()
                .min(1)
                .max(100)
                .regex(/^\P{Cc}+$/u, 'must hold no control characters'),
              scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
              expires_in_days: z.int().min(1).max(LONGEST_TOKEN_DAYS).default(90),
            }),
          },
        },
      },
    },
    responses: {
      201: {
        description: 'The token',
        content: { 'application/json': { schema: Token.extend({ token: z.string() }) } },
      },
    },
  },
);

const revoke = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'delete',
    path: '/tokens/{id}',
    summary: 'Revokes a token of yours; by who is signed in, or by the token itself',
    request: { query: noQuery, params: z.object({ id: z.uuid() }) },
    responses: { 204: { description: 'It is good no more' } },
  },
);

/** `GET POST /tokens`, `DELETE /tokens/{id}`: a token makes no other one, nor takes one away, or it would outgrow its scopes. */
export function tokens({ source }: Pick<ApiPorts, 'source'>) {
  return resource()
    .openapi(list, async (context) => {
      const items = await listTokens(source, context.get('caller').userId);
      return context.json({ items: items.map(shape), next_cursor: null }, 200);
    })
    .openapi(create, async (context) => {
      const { userId, sessionId } = context.get('caller');
      if (sessionId === null) throw new Problem(403, 'Tokens are made by who is signed in, not by a token.');
      // The answer to a repeated request would be kept, and the token in it.
      if (context.req.header('Idempotency-Key') !== undefined)
        throw new Problem(400, 'A token is told once and kept nowhere: send no Idempotency-Key.');
      const { name, scopes, expires_in_days: days } = context.req.valid('json');
      const made = await createToken(source, { userId, name, scopes, days });
      context.header('Cache-Control', 'no-store');
      return context.json({ ...shape(made), token: made.token }, 201);
    })
    .openapi(revoke, async (context) => {
      const { userId, tokenId } = context.get('caller');
      const { id } = context.req.valid('param');
      if (tokenId !== null && tokenId !== id)
        throw new Problem(403, 'A token revokes only itself: sign in to revoke another one.');
      if (!(await revokeToken(source, userId, id))) throw notFound('token');
      return context.body(null, 204);
    });
}

function shape({ id, name, beginning, scopes, createdAt, expiresAt, lastUsedAt }: ListedToken) {
  return {
    id,
    name,
    beginning,
    scopes,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
