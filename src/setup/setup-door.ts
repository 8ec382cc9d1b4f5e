import { Hono, type Context } from 'hono';
import { Problem } from '../api/door/problem.js';
import { convertCode } from './convert-code.js';
import type { SetupPorts } from './ports.js';
import { setupApi } from './setup-api.js';
import { keepSetupSession, setupSession } from './setup-cookie.js';
import { GITHUB } from './addresses.js';

/**
 * Who gets to `/setup`, and the ways back from GitHub. A link of the console works once and makes this browser the one
 * that sets up; anybody else gets 401, and once the server is configured 410, or as an administrator the doctor. The
 * page itself comes from the routes behind these.
 */
export function setupDoor(ports: SetupPorts): Hono {
  const { grants, log } = ports;
  const routes = new Hono();
  const sessionOf = async (context: Context): Promise<string | null> => {
    const session = setupSession(context.req.header('cookie') ?? null);
    return session !== null && (await grants.isSession(session)) ? session : null;
  };

  routes.use('/setup/*', async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
    context.header('Referrer-Policy', 'no-referrer');
  });

  routes.get('/setup', async (context, next) => {
    const link = context.req.query('token');
    if (link !== undefined) {
      const session = (await sessionOf(context)) ?? (await grants.useLink(link));
      if (session !== null) {
        log.info({}, 'a browser came by the link to set up');
        context.header('Set-Cookie', keepSetupSession(session, isEncrypted(context)));
        return context.redirect('/setup', 303);
      }
    } else if (await sessionOf(context)) return next();
    if (ports.isAdministrator !== null && (await ports.isAdministrator(context.req.raw)))
      return context.redirect('/doctor', 302);
    return refuse(context, next, ports.config().mode === 'setup' ? 401 : 410);
  });

  routes.get('/setup/github', async (context, next) => {
    const session = await sessionOf(context);
    if (session === null) return refuse(context, next, 401);
    const back = (problem: string) => context.redirect(`/setup?step=app&problem=${problem}`, 303);
    const { code = '', state = '' } = context.req.query();
    if (!(await grants.useState(state, session))) return back('state');
    try {
      const { gheHost, GHE_PROTOCOL } = ports.config();
      const app = await convertCode(gheHost === null ? GITHUB : `${GHE_PROTOCOL}://${gheHost}`, code);
      await ports.stored.write('app', app);
      await grants.endLinks();
      log.info({ appId: app.appId, slug: app.slug }, 'GitHub made the App: it is stored');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      log.warn({ err: error.cause ?? error }, error.detail);
      return back(error.status === 502 ? 'github' : 'code');
    }
    await ports.changed();
    return context.redirect('/setup?step=claude', 303);
  });

  routes.get('/setup/installed', async (context) =>
    context.redirect((await sessionOf(context)) === null ? '/' : '/setup?step=delivery', 303),
  );

  routes.route('/setup/api', setupApi({ ...ports, sessionOf }));
  return routes;
}

/** The page says what is wrong; without a built page these words do. */
async function refuse(context: Context, next: () => Promise<void>, status: 401 | 410): Promise<Response | void> {
  const asked = new Headers(context.req.raw.headers);
  // The page as it is held by a browser is of another status.
  asked.delete('if-none-match');
  context.req.raw = new Request(context.req.raw, { headers: asked });
  await next();
  if (context.res.status === 404) return context.text(REFUSED[status], status);
  const { body, headers } = context.res;
  context.res = undefined;
  context.res = new Response(body, { status, headers });
}

const REFUSED = {
  401: 'Open the link that the console of this server shows: it begins with /setup?token=. It works once; `nectr setup --link` makes another one.\n',
  410: 'This server is set up. Sign in at /login.\n',
} as const;

function isEncrypted({ req }: Context): boolean {
  return (req.header('x-forwarded-proto') ?? new URL(req.url).protocol).startsWith('https');
}
