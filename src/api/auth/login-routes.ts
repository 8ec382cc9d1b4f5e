import { Hono, type Context } from 'hono';
import { LoginError } from '../../access/login/errors.js';
import { finishLogin } from '../../access/login/finish-login.js';
import { startLogin } from '../../access/login/start-login.js';
import { readCookie } from '../../access/cookies.js';
import { keepSession, sessionCookie } from '../../access/sessions/session-cookie.js';
import { readSession, signSession } from '../../access/sessions/session-token.js';
import type { ApiEnv } from '../door/api-env.js';
import type { SignInPorts } from './create-auth.js';

/** `GET /auth/github` and its callback. */
export function loginRoutes({ source, log, app, secretKeys, addresses }: SignInPorts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get('/auth/github', async (context) => {
    const returnTo = context.req.query('return_to') ?? null;
    const started = await startLogin(source, app, { addresses, returnTo, cookies: cookiesOf(context) });
    context.header('Set-Cookie', started.setCookie);
    return context.redirect(started.location, 302);
  });
  routes.get('/auth/github/callback', async (context) => {
    const { code = null, state = null, error = null, setup_action: setup } = context.req.query();
    // Who installs the App may be sent here too; a code that nobody here asked for is not used.
    if (state === null && setup !== undefined) return context.redirect('/auth/github', 302);
    const callback = {
      code,
      state,
      error,
      cookies: cookiesOf(context),
      userAgent: context.req.header('user-agent') ?? null,
      before: await sidOf(context),
    };
    const page = (path: string) => context.redirect(`${addresses.frontend ?? ''}${path}`, 302);
    try {
      const { sid, returnTo, login } = await finishLogin(source, app, { addresses, secretKeys, callback });
      log.info({ login }, 'somebody signed in');
      context.header('Set-Cookie', keepSession(addresses, await signSession(sid, secretKeys)));
      return page(returnTo);
    } catch (failure) {
      if (!(failure instanceof LoginError)) throw failure;
      log.warn({ code: failure.code, err: failure }, 'a sign-in failed');
      return page(`/login?error=${failure.code}`);
    }
  });

  async function sidOf(context: Context<ApiEnv>): Promise<string | null> {
    const cookie = readCookie(sessionCookie(addresses), cookiesOf(context));
    return cookie === null ? null : ((await readSession(cookie, secretKeys))?.sid ?? null);
  }
  return routes;
}

function cookiesOf(context: Context<ApiEnv>): string | null {
  return context.req.header('cookie') ?? null;
}
