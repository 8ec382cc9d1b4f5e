import { Hono } from 'hono';
import { Problem, problemResponse } from '../api/door/problem.js';
import { dashboardPages } from '../dashboard-pages.js';
import { GITHUB } from '../setup/addresses.js';
import { setupDoor } from '../setup/setup-door.js';
import type { SetupPorts } from '../setup/ports.js';
import type { Serving } from './serving.js';

/**
 * The server without an App: the page that sets it up, and nothing else. Deliveries get 503, so that GitHub shows them
 * as failed, and they are asked for again.
 */
export function serveSetup(ports: Omit<SetupPorts, 'isAdministrator'>): Serving {
  const { gheHost, GHE_PROTOCOL } = ports.config();
  const routes = new Hono();
  routes.get('/livez', (context) => context.json({ status: 'ok' }));
  routes.get('/readyz', (context) => context.json({ status: 'setup', failing: ['github app'] }, 503));
  for (const path of ['/api/*', '/auth/*', '/mcp', '/mcp/*'])
    routes.all(path, () => problemResponse(new Problem(503, 'No GitHub App is configured yet: open /setup.'), 'setup'));
  routes.route('/', setupDoor({ ...ports, isAdministrator: null }));
  // Every other page needs what is not there yet.
  routes.get('*', async (context, next) => {
    const { path } = context.req;
    if (path === '/setup' || path.startsWith('/setup/') || /\.\w+$/.test(path)) return next();
    return context.redirect('/setup', 302);
  });
  const githubUrl = gheHost === null ? GITHUB : `${GHE_PROTOCOL}://${gheHost}`;
  const pages = dashboardPages({ githubUrl, door: () => 'closed' });
  if (pages !== null) routes.route('/', pages);
  return {
    receive: () => Promise.resolve(false),
    routes,
    begin: () => Promise.resolve(),
    endStreams: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
