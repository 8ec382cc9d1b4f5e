import { Hono, type Context } from 'hono';
import { requestId, type RequestIdVariables } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { z } from 'zod';
import { knownProblem } from '../api/door/known-problem.js';
import { invalid, Problem, problemResponse } from '../api/door/problem.js';
import { takeBodies } from '../api/door/take-body.js';
import { steps } from './setup-steps.js';
import type { SetupPorts } from './ports.js';
import { readProgress } from './read-progress.js';
import { forgetSetupSession } from './setup-cookie.js';

const MOST_BODY_BYTES = 16 * 1024;

type Env = { Variables: RequestIdVariables & { session: string } };

const Reach = z.union([z.strictObject({ url: z.string().max(500) }), z.strictObject({ channel: z.literal(true) })]);
const GitHub = z.strictObject({ url: z.string().max(500) });
const App = z.strictObject({
  organisation: z
    .string()
    .trim()
    .regex(/^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d])?$/i)
    .nullable(),
  name: z.string().trim().min(1).max(34),
  replace: z.boolean().optional(),
});
const Claude = z.union([
  z.strictObject({ key: z.string().trim().max(500) }),
  z.strictObject({ skip: z.literal(true) }),
]);

/**
 * What the page of set-up asks, below `/setup/api`: only the browser that came by the link may, and only its own pages
 * change something. Every refusal is a problem (RFC 9457). After each change the whole progress is the answer.
 */
export function setupApi(ports: SetupPorts & { sessionOf(context: Context): Promise<string | null> }): Hono<Env> {
  const { log, grants } = ports;
  const api = new Hono<Env>();
  api.onError((error, context) => {
    const id = context.get('requestId');
    const known = knownProblem(error);
    if (known === null) log.error({ err: error, requestId: id }, 'a request of set-up failed');
    else if (known.more.cause !== undefined) log.warn({ err: known.more.cause, requestId: id }, known.detail);
    return problemResponse(known ?? new Problem(500, 'Something went wrong here; the log has it by this id.'), id);
  });
  api.use(requestId({ limitLength: 64 }), secureHeaders());
  api.use(async (context, next) => {
    const session = await ports.sessionOf(context);
    if (session === null)
      throw ports.config().mode === 'setup'
        ? new Problem(
            401,
            'Open the link that the console of this server shows; `nectr setup --link` makes another one.',
          )
        : new Problem(410, 'This server is set up: sign in, and look at /doctor.');
    context.set('session', session);
    if (context.req.method !== 'GET') guardOrigin(context, ports.config().backendUrl);
    await next();
  });
  api.use(takeBodies(MOST_BODY_BYTES));
  const progress = async (context: Context<Env>) => context.json(await readProgress(ports), 200, NO_STORE);

  api.get('/progress', progress);
  api.put('/reach', async (context) => {
    await steps.reach(ports, await read(context, Reach), originOf(context));
    return progress(context);
  });
  api.put('/github', async (context) => {
    await steps.github(ports, (await read(context, GitHub)).url);
    return progress(context);
  });
  api.post('/app', async (context) => {
    const asked = { ...(await read(context, App)), origin: originOf(context), session: context.get('session') };
    return context.json(await steps.app(ports, asked), 200, NO_STORE);
  });
  api.put('/claude', async (context) => {
    await steps.claude(ports, await read(context, Claude));
    return progress(context);
  });
  api.post('/deliver-again', async (context) => context.json({ asked: await steps.deliverAgain(ports) }));
  api.post('/done', async (context) => {
    if (ports.config().mode === 'setup') throw new Problem(409, 'There is no App yet: create it first.');
    await grants.endSession(context.get('session'));
    context.header('Set-Cookie', forgetSetupSession());
    return context.body(null, 204);
  });
  api.all('*', () => {
    throw new Problem(404, 'There is no such address of set-up.');
  });
  return api;
}

const NO_STORE = { 'Cache-Control': 'no-store' };

async function read<S extends z.ZodType>(context: Context, shape: S): Promise<z.output<S>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new Problem(400, 'The body is no JSON.');
  });
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues.map(({ path, message }) => ({ field: ['body', ...path].join('.'), detail: message })),
  );
}

/** Of the page that asks: it has passed `guardOrigin`. */
function originOf(context: Context): string {
  const origin = context.req.header('origin');
  if (origin === undefined) throw new Problem(403, 'A browser says where a request comes from: send Origin.');
  return origin;
}

/**
 * A page of another site does not get by: it is the host that was asked, or the browser says that it is the same, or
 * the address of ours (behind a proxy that asks by another name).
 */
function guardOrigin({ req }: Context, backendUrl: string | null): void {
  const origin = req.header('origin');
  const isOwn =
    origin !== undefined &&
    URL.canParse(origin) &&
    (new URL(origin).host === req.header('host') ||
      origin === backendUrl ||
      req.header('sec-fetch-site') === 'same-origin');
  if (!isOwn) throw new Problem(403, 'Only the page of set-up may change things here.');
}
