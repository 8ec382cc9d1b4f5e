import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { authenticateApp, authenticateInstallation, findInstallation, suspended } from '../authenticate.js';
import { deliver } from '../deliver.js';
import type { Environment } from '../environment.js';
import { GitHubError, notFound } from '../github-error.js';
import { isGranted } from '../open-repository.js';
import { pageSize, pageUrl, paginate } from '../paginate.js';
import { isPublic, notPublic } from '../register-app.js';
import { readRequest } from '../read-request.js';
import { renderApp } from '../render/render-app.js';
import { renderRepository } from '../render/render-repository.js';
import { renderInstallation } from '../render/render-user.js';
import { timestamp, type SandboxState } from '../state.js';
import type { Delivery, Installation, Repository } from '../types.js';

const HOUR_MS = 3_600_000;
const HookConfig = z.object({ url: z.url().optional(), secret: z.string().optional() });
const TokenRequest = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
});

/** What belongs to the App itself: who it is, its installations, tokens, deliveries. */
export function appRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/app', (c) => {
    authenticateApp(state, c);
    return c.json(renderApp(state));
  });
  routes.get('/app/installations', (c) => {
    authenticateApp(state, c);
    const present = [...state.installations.values()].filter(({ deleted }) => !deleted);
    return c.json(paginate(state, c, present).map((each) => renderInstallation(state, each)));
  });
  routes.get('/app/installations/:id', (c) => {
    authenticateApp(state, c);
    return c.json(renderInstallation(state, findInstallation(state, c.req.param('id'))));
  });
  routes.post('/app/installations/:id/access_tokens', async (c) => {
    authenticateApp(state, c);
    const installation = findInstallation(state, c.req.param('id'));
    c.set('installationId', installation.id);
    if (installation.suspended) throw suspended();
    return c.json(createToken(state, installation, await readRequest(c, TokenRequest)), 201);
  });
  routes.get('/installation/repositories', (c) => {
    const { token } = authenticateInstallation(state, c);
    const visible = repositoriesOf(state, token.installationId).filter(
      ({ id }) => token.repositoryIds?.includes(id) ?? true,
    );
    const repositories = paginate(state, c, visible).map((each) => renderRepository(state, each));
    return c.json({ total_count: visible.length, repository_selection: 'selected', repositories });
  });
  routes.get('/app/hook/config', (c) => {
    authenticateApp(state, c);
    const { webhookUrl } = state;
    return c.json({
      content_type: 'json',
      insecure_ssl: '0',
      secret: '********',
      ...(webhookUrl && { url: webhookUrl }),
    });
  });
  routes.patch('/app/hook/config', async (c) => {
    authenticateApp(state, c);
    const { url = state.webhookUrl, secret = state.webhookSecret } = await readRequest(c, HookConfig);
    if (url !== null && !isPublic(state, url))
      throw new GitHubError(422, 'Validation Failed', [
        { resource: 'Hook', code: 'custom', message: `Sorry, the ${notPublic(url)}` },
      ]);
    Object.assign(state, { webhookUrl: url, webhookSecret: secret });
    return c.json({ content_type: 'json', insecure_ssl: '0', secret: '********', ...(url && { url }) });
  });
  routes.get('/app/hook/deliveries', (c) => {
    authenticateApp(state, c);
    const newest = state.deliveries.toReversed();
    const cursor = c.req.query('cursor');
    const start = cursor === undefined ? 0 : newest.findIndex(({ id }) => id === Number(cursor));
    const size = pageSize(c);
    const next = newest[start + size];
    if (next) c.header('link', `<${pageUrl(state, c, { cursor: String(next.id) })}>; rel="next"`);
    return c.json(newest.slice(Math.max(0, start), start + size).map(renderDelivery));
  });
  routes.get('/app/hook/deliveries/:id', (c) => {
    authenticateApp(state, c);
    const found = findDelivery(state, c.req.param('id'));
    const { requestHeaders, responseHeaders, responseBody, payload } = found;
    return c.json({
      ...renderDelivery(found),
      url: state.webhookUrl ?? '',
      request: { headers: requestHeaders, payload },
      response: { headers: responseHeaders, payload: responseBody },
    });
  });
  routes.post('/app/hook/deliveries/:id/attempts', (c) => {
    authenticateApp(state, c);
    const { event, payload, guid } = findDelivery(state, c.req.param('id'));
    void deliver(state, event, payload, { guid, redelivery: true });
    return c.json({}, 202);
  });
  return routes;
}

/** The repositories an installation was given, in the order they were added. */
export function repositoriesOf(state: SandboxState, installationId: number): Repository[] {
  return [...state.repositories.values()].filter((each) => each.installationId === installationId);
}

function createToken(state: SandboxState, installation: Installation, asked: z.output<typeof TokenRequest>) {
  const mine = repositoriesOf(state, installation.id);
  const wanted = [
    ...(asked.repository_ids ?? []).map((id) => mine.find((each) => each.id === id)),
    ...(asked.repositories ?? []).map((name) => mine.find((each) => each.name === name)),
  ];
  const chosen = wanted.filter((each) => each !== undefined);
  if (chosen.length < wanted.length) {
    throw new GitHubError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  const permissions = asked.permissions ?? installation.permissions;
  for (const [name, level] of Object.entries(permissions)) {
    if (!isGranted(installation.permissions, name, level)) {
      throw new GitHubError(422, 'The permissions requested are not granted to this installation.');
    }
  }
  const expiresAt = new Date(Date.now() + HOUR_MS);
  const token = `ghs_${state.appId}_${randomBytes(30).toString('hex')}`;
  const narrowed = asked.repository_ids !== undefined || asked.repositories !== undefined;
  state.tokens.set(token, {
    token,
    installationId: installation.id,
    repositoryIds: narrowed ? chosen.map(({ id }) => id) : null,
    permissions: { metadata: 'read', ...permissions },
    expiresAt,
    revoked: false,
  });
  return {
    token,
    expires_at: timestamp(expiresAt),
    permissions: { metadata: 'read', ...permissions },
    repository_selection: narrowed ? 'selected' : 'all',
    ...(narrowed && { repositories: chosen.map((each) => renderRepository(state, each)) }),
  };
}

function renderDelivery(delivery: Delivery) {
  const { payload } = delivery;
  const idOf = (key: string) => (payload[key] as { id?: number } | undefined)?.id ?? null;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.statusText,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: typeof payload['action'] === 'string' ? payload['action'] : null,
    installation_id: idOf('installation'),
    repository_id: idOf('repository'),
    throttled_at: null,
  };
}

function findDelivery(state: SandboxState, id: string): Delivery {
  const found = state.deliveries.find((each) => each.id === Number(id));
  if (!found) throw notFound();
  return found;
}
