import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import type { Environment, SandboxContext } from './environment.js';
import type { FaultKind } from './faults.js';
import { GitHubError, notFound } from './github-error.js';
import { answerPage } from './pages/frame-page.js';
import { endRequest, installationKey, limitUntil, rateHeaders, rateOf, secondaryLimit } from './rate-limit.js';
import { appRoutes } from './routes/app-routes.js';
import { checkRunRoutes } from './routes/check-run-routes.js';
import { codeScanningRoutes } from './routes/code-scanning-routes.js';
import { commitRoutes } from './routes/commit-routes.js';
import { contentRoutes, downloadRoutes } from './routes/content-routes.js';
import { graphqlRoute } from './routes/graphql-route.js';
import { issueListRoutes } from './routes/issue-list-routes.js';
import { issueRoutes } from './routes/issue-routes.js';
import { labelRoutes } from './routes/label-routes.js';
import { loginRoutes } from './routes/login-routes.js';
import { pageRoutes } from './routes/page-routes.js';
import { pullRoutes } from './routes/pull-routes.js';
import { conversionRoute, registrationRoutes } from './routes/registration-routes.js';
import { reviewRequestRoutes } from './routes/review-request-routes.js';
import { reviewRoutes } from './routes/review-routes.js';
import { searchRoutes } from './routes/search-routes.js';
import { userInstallationRoutes } from './routes/user-installations.js';
import { userRoutes } from './routes/user-routes.js';
import type { SandboxState } from './state.js';

/** All routes, with what every answer of GitHub shares: error shape, rate headers; and faults and the journal. */
export function createRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.onError((error, c) => {
    if (error instanceof GitHubError) {
      if (error.status === 404 && wantsPage(c)) return noPage(c);
      return c.json(error.toBody(), error.status, error.headers);
    }
    return c.json({ message: `Server Error: ${error.message}` }, 500);
  });
  routes.notFound((c) => (wantsPage(c) ? noPage(c) : c.json(notFound().toBody(), 404)));
  routes.use('/api/*', async (c, next) => observe(state, c, next));
  routes.use('/login/*', async (c, next) => observe(state, c, next));
  const groups = [
    appRoutes,
    pullRoutes,
    contentRoutes,
    commitRoutes,
    issueRoutes,
    issueListRoutes,
    labelRoutes,
    searchRoutes,
    reviewRoutes,
    reviewRequestRoutes,
    checkRunRoutes,
    codeScanningRoutes,
    userInstallationRoutes,
    userRoutes,
    conversionRoute,
  ];
  for (const group of groups) routes.route('/api/v3', group(state));
  routes.route('/api', graphqlRoute(state));
  routes.route('/', loginRoutes(state));
  routes.route('/', registrationRoutes(state));
  routes.route('/', downloadRoutes(state));
  routes.route('/', pageRoutes(state));
  return routes;
}

/** Whether a browser asks, for something that is no part of the API. */
function wantsPage(c: SandboxContext): boolean {
  return !c.req.path.startsWith('/api/') && c.req.header('accept')?.includes('text/html') === true;
}

/** That there is nothing here, for people: the way back stands above it. */
function noPage(c: SandboxContext): Response {
  const content =
    '<p>The GitHub on this machine has no page at this address. What it has is on its <a href="/">first page</a>.</p>';
  return answerPage(c, { title: 'Nothing here', content }, 404);
}

/** Counts the request, lets a fault strike, writes the journal, adds the rate headers. */
async function observe(
  state: SandboxState,
  c: SandboxContext,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const { pathname, search } = new URL(c.req.url);
  const path = pathname.replace(/^\/api(?:\/v3)?/, '');
  const { method } = c.req;
  const route = `${method} ${path.replaceAll(/\/\d+(?=\/|$)/g, '/:id').replaceAll(/\/[0-9a-f]{40}(?=\/|$)/g, '/:sha')}`;
  state.requests.set(route, (state.requests.get(route) ?? 0) + 1);
  c.set('installationId', null);
  c.set('rateKey', null);
  c.set('counted', false);
  c.set('early', false);
  c.set('content', false);
  const at = Date.now();
  const fault = state.faults.take(method, path);
  const body: unknown =
    method === 'GET'
      ? null
      : await c.req.raw
          .clone()
          .json()
          .catch(() => null);
  c.set('reads', method === 'GET' || method === 'HEAD' || isQuery(path, body));
  const refused = fault && (await before(state, c, fault));
  if (!refused) await next();
  else c.res = refused;
  endRequest(state, c);
  state.calls.push({
    at,
    until: Date.now(),
    method,
    route: route.slice(method.length + 1),
    kind: c.get('reads') ? 'read' : c.get('content') ? 'content' : 'write',
    status: refused ? 0 : c.res.status,
    installationId: c.get('installationId'),
    key: c.get('rateKey'),
    early: c.get('early'),
  });
  if (method !== 'GET') {
    state.journal.push({
      at: new Date(),
      method,
      path: `${path}${search}`,
      status: refused ? 0 : c.res.status,
      body,
      installationId: c.get('installationId'),
    });
  }
  const rateKey = c.get('rateKey');
  if (rateKey !== null)
    // GraphQL has told its own.
    for (const [name, value] of Object.entries(rateHeaders(rateOf(state, rateKey))))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  if (fault && !refused) await after(c, fault);
  return undefined;
}

/** A fault in place of an answer; null if the request goes on. */
async function before(state: SandboxState, c: SandboxContext, fault: FaultKind): Promise<Response | null> {
  if (fault.kind === 'status') {
    const body = fault.body ?? { message: 'Server Error' };
    return new Response(JSON.stringify(body), {
      status: fault.status,
      headers: { 'content-type': 'application/json', ...fault.headers },
    });
  }
  if (fault.kind === 'secondary-limit') {
    const wait = fault.retryAfter === undefined ? '60' : fault.retryAfter;
    if (typeof wait === 'number' || /^\d+$/.test(wait ?? '')) limitCaller(state, c, Date.now() + Number(wait) * 1000);
    const error = secondaryLimit(wait === null ? null : String(wait));
    return c.json(error.toBody(), 403, error.headers);
  }
  if (fault.kind === 'primary-limit') {
    const reset = Math.ceil(Date.now() / 1000) + (fault.resetSeconds ?? 3600);
    limitCaller(state, c, reset * 1000);
    const headers = rateHeaders({ limit: 5000, used: 5000, remaining: 0, reset });
    return c.json(new GitHubError(403, 'API rate limit exceeded').toBody(), 403, headers);
  }
  if (fault.kind === 'reset') return cut(c);
  if (fault.kind === 'delay') await sleep(fault.delayMs);
  return null;
}

function isQuery(path: string, body: unknown): boolean {
  return path === '/graphql' && /^\s*(?:query\b|\{)/.test(String((body as { query?: unknown } | null)?.query));
}

/** Whoever asks, by its token, is limited; a request for a token is one of the App. */
function limitCaller(state: SandboxState, c: SandboxContext, until: number): void {
  const [, value = ''] = /^(?:token|bearer) (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const token = state.tokens.get(value);
  limitUntil(state, token === undefined ? 'app' : installationKey(token.installationId), until);
}

/** A fault that strikes after what was asked is done. */
async function after(c: SandboxContext, fault: FaultKind): Promise<void> {
  if (fault.kind === 'lost-answer') {
    if (fault.status === undefined) c.res = cut(c);
    else
      c.res = new Response('<html>502 Bad Gateway</html>', {
        status: fault.status,
        headers: { 'content-type': 'text/html' },
      });
    return;
  }
  if (fault.kind !== 'stall' && fault.kind !== 'bad-json') return;
  const text = await c.res.text();
  if (fault.kind === 'bad-json') {
    const headers = { 'content-type': fault.contentType ?? 'application/json' };
    c.res = new Response(fault.text ?? text.slice(0, text.length / 2), { status: c.res.status, headers });
    return;
  }
  const bytes = new TextEncoder().encode(text).slice(0, fault.bytes ?? text.length / 2);
  const stream = new ReadableStream({ start: (controller) => controller.enqueue(bytes) });
  c.res = new Response(stream, { status: c.res.status, headers: { 'content-type': 'application/json' } });
}

/** The connection ends without an answer. */
function cut(c: SandboxContext): Response {
  c.env.incoming.socket.destroy();
  return new Response(null, { status: 500 });
}
