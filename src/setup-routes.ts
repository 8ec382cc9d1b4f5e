import { Hono } from 'hono';

/**
 * What a server without a GitHub App answers: how to make one. Deliveries get 503, so that GitHub shows them as failed.
 */
export function setupRoutes(link: string): Hono {
  const text = `Nectr runs, but no GitHub App is configured yet.

1. Register the App: ${link}
2. Generate a private key on its settings page, and choose a webhook secret of at least 32 bytes.
3. Set APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET, and start again.
`;
  const routes = new Hono();
  routes.get('/', (context) => context.text(text));
  routes.get('/livez', (context) => context.json({ status: 'ok' }));
  routes.get('/readyz', (context) => context.json({ status: 'setup', failing: ['github app'] }, 503));
  routes.post('/api/github/webhooks', (context) => context.json({ message: 'no GitHub App is configured' }, 503));
  routes.post('/api/v1/webhooks/github', (context) => context.json({ message: 'no GitHub App is configured' }, 503));
  return routes;
}
