import type { MiddlewareHandler } from 'hono';
import type { ApiPorts } from '../ports.js';
import type { ApiEnv } from './api-env.js';
import { clientAddress } from './client-address.js';
import { isSafe } from './is-safe.js';
import { openTenant } from './open-tenant.js';
import { Problem } from './problem.js';

/** Lets nobody through who is not signed in, and gives the routes what the caller may see. */
export function signedIn({
  source,
  authenticate,
  readAccess,
}: Pick<ApiPorts, 'source' | 'authenticate' | 'readAccess'>): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const authenticated = await authenticate(context.req.raw, { count: true });
    if (authenticated === null) {
      const headers = { 'WWW-Authenticate': 'Bearer realm="nectr"' };
      const detail =
        context.req.header('Authorization') === undefined
          ? 'Sign in at /auth/github, or send a token: Authorization: Bearer nectr_….'
          : 'This token is unknown, expired or revoked: sign in at /auth/github and make a new one.';
      throw new Problem(401, detail, { headers });
    }
    const { caller, counted, setCookie } = authenticated;
    const { access, tenant } = openTenant({ source, readAccess }, caller.userId, {
      readOnly: isSafe(context.req.method),
    });
    context.set('caller', caller);
    context.set('counted', counted ?? null);
    context.set('ip', clientAddress(context));
    context.set('access', access);
    context.set('tenant', tenant);
    await next();
    const { headers } = context.res;
    if (setCookie !== null) headers.append('Set-Cookie', setCookie);
    // What one person may see belongs in no shared cache.
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private, no-cache');
  };
}
