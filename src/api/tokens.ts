import { z } from '@hono/zod-openapi';
import { SCOPES } from '../access/caller.js';
import { withTenant } from '../access/tenancy/with-tenant.js';
import { LONGEST_TOKEN_DAYS } from '../access/tokens/create-token.js';
import { listTokens, type ListedToken } from '../access/tokens/list-tokens.js';
import { revokeToken } from '../access/tokens/revoke-token.js';
import { idParam } from './door/accepted.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { issueToken } from './issue-token.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';

const DEFAULT_DAYS = 90;

const Token = z.object({
  id: z.uuid(),
  name: z.string(),
  beginning: z.string().openapi({ description: 'Its first characters, to know it again by' }),
  scopes: z.array(z.enum(SCOPES)),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable().openapi({ description: 'To the minute' }),
});
const Created = Token.extend({ token: z.string().openapi({ description: 'Shown once: only its hash is kept' }) });
const NewToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((name) => !/[\p{Cc}\p{Cs}]/u.test(name), 'must hold no control characters'),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .max(20)
    .openapi({ description: '`read`, `write` and `admin` open the REST API, `mcp` opens /mcp' }),
  expires_in_days: z.int().min(1).max(LONGEST_TOKEN_DAYS).default(DEFAULT_DAYS),
});

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/tokens',
    summary: 'Your valid API tokens',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: { description: 'Newest first', content: { 'application/json': { schema: pageOf(Token) } } } },
  },
);
const create = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'post',
    path: '/tokens',
    summary: 'Make an API token: while signed in, not with another token',
    request: {
      query: noQuery,
      body: { content: { 'application/json': { schema: NewToken } }, required: true },
    },
    responses: { 201: { description: 'The token itself', content: { 'application/json': { schema: Created } } } },
  },
);
const revoke = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'delete',
    path: '/tokens/{id}',
    summary: 'Revoke one of your API tokens; a token revokes itself and no other',
    request: { query: noQuery, params: idParam },
    responses: { 204: { description: 'It is good for nothing any more' } },
  },
);

/** `GET`, `POST` and `DELETE /tokens`: the API tokens of whoever asks. */
export function tokens({ source }: Pick<ApiPorts, 'source'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor } = context.req.valid('query');
      const key = readCursor(z.tuple([z.iso.datetime(), z.uuid()]), cursor);
      const { userId } = context.get('caller');
      const all = await context.get('tenant')((manager) => listTokens(manager, userId));
      const keyed = all.map((token) => ({ token, key: [token.createdAt.toISOString(), token.id] as const }));
      const rows = keyed
        .toSorted((a, b) => compare(a.key, b.key))
        .filter((row) => key === null || compare(row.key, key) > 0);
      const item = ({ token }: (typeof keyed)[number]) => tokenOf(token);
      return context.json(page(rows, limit, { item, key: (row) => row.key }), 200);
    })
    .openapi(create, async (context) => {
      const { name, scopes, expires_in_days: days } = context.req.valid('json');
      if (context.get('caller').sessionId === null)
        throw new Problem(403, 'Tokens are made while signed in, not with another token: sign in at /auth/github.');
      const tenant = { access: context.get('access'), tenant: context.get('tenant') };
      const by = { caller: context.get('caller'), ip: context.get('ip'), requestId: context.get('requestId') };
      const { token, ...made } = await issueToken(tenant, by, { name, scopes, days });
      context.header('Cache-Control', 'no-store');
      return context.json({ ...tokenOf(made), token }, 201);
    })
    .openapi(revoke, async (context) => {
      const { id } = context.req.valid('param');
      const { userId, sessionId, tokenId } = context.get('caller');
      if (sessionId === null && tokenId !== id) throw new Problem(403, 'A token revokes itself and no other.');
      // A token in wrong hands is revoked also while GitHub does not tell what its owner sees: then nobody is told.
      const { installations } = await context
        .get('access')()
        .catch(() => ({ installations: [] }));
      const seen = installations.map((installation) => installation.id);
      await withTenant(source, seen, async (manager) => {
        if (!(await revokeToken(manager, userId, id))) throw notFound('token');
        for (const installationId of seen)
          await recordAudit(context, manager, {
            installationId,
            action: 'token.revoked',
            objectType: 'token',
            objectId: id,
          });
      });
      return context.body(null, 204);
    });
}

/** Newest first. */
function compare([at, id]: readonly [string, string], [otherAt, otherId]: readonly [string, string]): number {
  if (at !== otherAt) return at < otherAt ? 1 : -1;
  return id < otherId ? -1 : Number(id > otherId);
}

function tokenOf({ createdAt, expiresAt, lastUsedAt, ...token }: ListedToken): z.infer<typeof Token> {
  return {
    ...token,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
