import { Hono, type Context } from 'hono';
import { endSession } from '../../access/sessions/end-sessions.js';
import { listSessions } from '../../access/sessions/list-sessions.js';
import { forgetSession } from '../../access/sessions/session-cookie.js';
import { revokeToken } from '../../access/tokens/revoke-token.js';
import type { Caller } from '../../access/caller.js';
import type { InstallationAccess } from '../../access/tenancy/access.js';
import { SignedOutError } from '../../access/login/errors.js';
import type { ApiEnv } from '../door/api-env.js';
import { notFound, Problem } from '../door/problem.js';
import { requireScope } from '../door/needs.js';
import { readProfile, type Profile } from '../queries/read-profile.js';
import { authenticate } from './authenticate.js';
import type { SignInPorts } from './create-auth.js';
import { knownProblem } from '../door/known-problem.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What `GET /auth/me` answers. */
export interface SignedIn {
  user: Profile | null;
  installations: { id: number; account_login: string; account_type: string; role: InstallationAccess['role'] }[];
}

/** What `GET /auth/sessions` answers. */
export interface SessionList {
  items: {
    id: string;
    user_agent: string | null;
    created_at: string;
    last_seen_at: string;
    expires_at: string;
    current: boolean;
  }[];
  next_cursor: null;
}

/** `/auth/me`, `/auth/logout` and `/auth/sessions`. */
export function sessionRoutes(ports: SignInPorts): Hono<ApiEnv> {
  const { source, addresses, readAccess } = ports;
  const routes = new Hono<ApiEnv>();

  routes.get('/auth/me', async (context) => {
    const caller = await callerOf(context);
    requireScope(caller.scopes, 'read');
    const { installations } = await readAccess(caller.userId).catch((error: unknown) => {
      if (error instanceof SignedOutError && caller.sessionId !== null)
        context.header('Set-Cookie', forgetSession(addresses));
      throw knownProblem(error) ?? error;
    });
    return context.json<SignedIn>({
      user: await readProfile(source, caller.userId),
      installations: installations.map(({ id, accountLogin, accountType, role }) => ({
        id,
        account_login: accountLogin,
        account_type: accountType,
        role,
      })),
    });
  });

  // Who is signed in no more is signed out: the same answer. A token ends itself.
  routes.post('/auth/logout', async (context) => {
    const caller = (await authenticate(ports, context.req.raw))?.caller;
    if (typeof caller?.sessionId === 'string') await endSession(source, caller.userId, caller.sessionId);
    if (typeof caller?.tokenId === 'string') await revokeToken(source, caller.userId, caller.tokenId);
    context.header('Set-Cookie', forgetSession(addresses));
    return context.body(null, 204);
  });

  routes.get('/auth/sessions', async (context) => {
    const caller = await callerOf(context);
    requireScope(caller.scopes, 'read');
    const sessions = await listSessions(source, caller.userId);
    const items = sessions.map(({ id, userAgent, createdAt, lastSeenAt, expiresAt }) => ({
      id,
      user_agent: userAgent,
      created_at: createdAt.toISOString(),
      last_seen_at: lastSeenAt.toISOString(),
      expires_at: expiresAt.toISOString(),
      current: id === caller.sessionId,
    }));
    return context.json<SessionList>({ items, next_cursor: null });
  });

  routes.delete('/auth/sessions/:id', async (context) => {
    const caller = await callerOf(context);
    if (caller.sessionId === null) throw new Problem(403, 'Sessions are ended by who is signed in, not by a token.');
    const id = context.req.param('id');
    if (!UUID.test(id) || !(await endSession(source, caller.userId, id))) throw notFound('session');
    if (id === caller.sessionId) context.header('Set-Cookie', forgetSession(addresses));
    return context.body(null, 204);
  });

  async function callerOf(context: Context<ApiEnv>): Promise<Caller> {
    const authenticated = await authenticate(ports, context.req.raw);
    if (authenticated === null) throw new Problem(401, 'Sign in at /auth/github.');
    context.set('caller', authenticated.caller);
    if (authenticated.setCookie !== null) context.header('Set-Cookie', authenticated.setCookie);
    return authenticated.caller;
  }
  return routes;
}
