import { Hono } from 'hono';
import { z } from 'zod';
import { authenticatePerson } from '../authenticate.js';
import type { Environment, SandboxContext } from '../environment.js';
import { GitHubError, notFound } from '../github-error.js';
import { clientIdOf, loginOf, revokeGrant, revokeToken } from '../oauth.js';
import { readRequest } from '../read-request.js';
import { renderApp } from '../render/render-app.js';
import { renderPerson, renderUser } from '../render/render-user.js';
import { timestamp, userNamed, type SandboxState } from '../state.js';

const TokenRequest = z.object({ access_token: z.string().min(1) });

/** What belongs to a person who signed in: who they are, and what the App may ask of their token. */
export function userRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/user', (c) => c.json(renderPerson(state, authenticatePerson(state, c))));
  routes.post('/applications/:client_id/token', async (c) => {
    const token = await tokenOfApp(state, c);
    const login = loginOf(state, token);
    if (login === null) throw notFound();
    return c.json(renderAuthorization(state, token, login));
  });
  routes.delete('/applications/:client_id/token', async (c) => {
    if (!revokeToken(state, await tokenOfApp(state, c))) throw notFound();
    return c.body(null, 204);
  });
  routes.delete('/applications/:client_id/grant', async (c) => {
    const login = loginOf(state, await tokenOfApp(state, c));
    if (login === null) throw notFound();
    revokeGrant(state, login);
    return c.body(null, 204);
  });
  return routes;
}

/** Client id and secret as user and password: https://docs.github.com/rest/apps/oauth-applications */
async function tokenOfApp(state: SandboxState, c: SandboxContext): Promise<string> {
  const [, basic = ''] = /^basic (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const given = Buffer.from(basic, 'base64').toString('utf8');
  if (given !== `${clientIdOf(state)}:${state.oauth.clientSecret}` || c.req.param('client_id') !== clientIdOf(state))
    throw new GitHubError(401, 'Requires authentication');
  return (await readRequest(c, TokenRequest)).access_token;
}

function renderAuthorization(state: SandboxState, token: string, login: string) {
  const { name, html_url: url, client_id } = renderApp(state);
  const end = state.oauth.expiries.get(token);
  return {
    id: 1,
    url: `${state.url}/api/v3/authorizations/1`,
    app: { name, url, client_id },
    token,
    hashed_token: null,
    token_last_eight: token.slice(-8),
    note: null,
    note_url: null,
    created_at: state.startedAt,
    updated_at: state.startedAt,
    scopes: null,
    fingerprint: null,
    expires_at: end === undefined ? null : timestamp(new Date(end)),
    user: renderUser(state, userNamed(state, login)),
  };
}
