import { createHash, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { Environment, SandboxContext } from '../environment.js';
import { notFound } from '../github-error.js';
import type { OAuthDevice } from '../oauth-state.js';
import { clientIdOf, issueTokens, newUserCode, revokeToken } from '../oauth.js';
import { renderSignIn } from '../render/render-sign-in.js';
import type { SandboxState } from '../state.js';

const CODE_MS = 600_000;
const DEVICE_SECONDS = 899;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

type Refusal = { error: string; error_description: string } & Record<string, string | number>;
type Fields = Readonly<Record<string, string>>;

/**
 * The pages and endpoints where people sign in, outside of the API:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
export function loginRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/login/oauth/authorize', (c) => authorize(state, c));
  routes.post('/login/oauth/access_token', async (c) => {
    const fields = await readFields(c);
    return answer(c, fields['client_id'] === clientIdOf(state) ? giveTokens(state, fields) : null);
  });
  routes.post('/login/device/code', async (c) => {
    const fields = await readFields(c);
    return answer(c, fields['client_id'] === clientIdOf(state) ? beginDevice(state) : null);
  });
  routes.get('/login/device', (c) => decideDevice(state, c));
  // People's pictures, which pages of others may show.
  routes.get('/avatars/:id', (c) =>
    c.body(avatar(Number(c.req.param('id'))), 200, { 'Content-Type': 'image/svg+xml' }),
  );
  routes.get('/favicon.ico', (c) => c.body(null, 204));
  return routes;
}

/** The person agrees or does not; without `login` a page asks who they are. */
function authorize(state: SandboxState, c: SandboxContext): Response {
  const query = c.req.query();
  const { oauth } = state;
  if (query['client_id'] !== clientIdOf(state)) throw notFound();
  const given = query['redirect_uri'] ?? oauth.callbackUrls?.[0];
  if (given === undefined || !URL.canParse(given)) throw notFound();
  const back = (to: string, parameters: Fields) => {
    const url = new URL(to);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    if (query['state'] !== undefined) url.searchParams.set('state', query['state']);
    return c.redirect(url.href, 302);
  };
  if (oauth.callbackUrls !== null && !oauth.callbackUrls.includes(given)) {
    const registered = oauth.callbackUrls[0];
    if (registered === undefined) throw notFound();
    return back(registered, refuse('redirect_uri_mismatch') as Record<string, string>);
  }
  if (query['deny'] !== undefined) return back(given, refuse('access_denied') as Record<string, string>);
  const login = query['login'] ?? oauth.signIn;
  if (login === null || login === '') return c.html(renderSignIn(state, c.req.path, query));
  const code = randomBytes(10).toString('hex');
  const challenge = query['code_challenge_method'] === 'S256' ? (query['code_challenge'] ?? null) : null;
  oauth.codes.set(code, { login, redirectUri: query['redirect_uri'] ?? null, challenge, at: Date.now() });
  return back(given, { code });
}

function giveTokens(state: SandboxState, fields: Fields): ReturnType<typeof issueTokens> | Refusal {
  const { oauth } = state;
  if (fields['grant_type'] === DEVICE_GRANT) return tokensOfDevice(state, fields['device_code'] ?? '');
  if (fields['client_secret'] !== oauth.clientSecret) return refuse('incorrect_client_credentials');
  if (fields['grant_type'] === 'refresh_token') {
    const token = fields['refresh_token'] ?? '';
    const known = oauth.refreshTokens.get(token);
    oauth.refreshTokens.delete(token);
    if (known === undefined) return refuse('bad_refresh_token');
    revokeToken(state, known.accessToken);
    return issueTokens(state, known.login);
  }
  const code = oauth.codes.get(fields['code'] ?? '');
  oauth.codes.delete(fields['code'] ?? '');
  if (code === undefined || Date.now() - code.at > CODE_MS) return refuse('bad_verification_code');
  if (fields['redirect_uri'] !== undefined && fields['redirect_uri'] !== code.redirectUri)
    return refuse('redirect_uri_mismatch');
  const challenge = createHash('sha256')
    .update(fields['code_verifier'] ?? '')
    .digest('base64url');
  if (code.challenge !== null && challenge !== code.challenge) return refuse('bad_verification_code');
  return issueTokens(state, code.login);
}

function beginDevice(state: SandboxState) {
  const { oauth } = state;
  if (!oauth.deviceFlow) return refuse('device_flow_disabled');
  const deviceCode = randomBytes(20).toString('hex');
  const device: OAuthDevice = {
    userCode: newUserCode(),
    at: Date.now(),
    polledAt: 0,
    interval: oauth.deviceInterval,
    login: null,
    denied: false,
  };
  oauth.devices.set(deviceCode, device);
  return {
    device_code: deviceCode,
    user_code: device.userCode,
    verification_uri: `${state.url}/login/device`,
    expires_in: DEVICE_SECONDS,
    interval: device.interval,
  };
}

function tokensOfDevice(state: SandboxState, deviceCode: string): ReturnType<typeof issueTokens> | Refusal {
  const { oauth } = state;
  const device = oauth.devices.get(deviceCode);
  if (device === undefined) return refuse('incorrect_device_code');
  const now = Date.now();
  const early = now - device.polledAt < device.interval * 1000;
  device.polledAt = now;
  if (now - device.at > DEVICE_SECONDS * 1000) return refuse('expired_token');
  if (early) {
    device.interval += 5;
    return { ...refuse('slow_down'), interval: device.interval };
  }
  if (device.denied) return refuse('access_denied');
  if (device.login === null) return refuse('authorization_pending');
  oauth.devices.delete(deviceCode);
  return issueTokens(state, device.login);
}

/** The page where a person types the code of a device. */
function decideDevice(state: SandboxState, c: SandboxContext): Response {
  const query = c.req.query();
  const device = [...state.oauth.devices.values()].find(({ userCode }) => userCode === query['user_code']);
  const login = query['login'] ?? state.oauth.signIn;
  if (device === undefined || ((login === null || login === '') && query['deny'] === undefined))
    return c.html(renderSignIn(state, c.req.path, query, 'user_code'));
  if (query['deny'] !== undefined) device.denied = true;
  else device.login = login;
  return c.text(device.denied ? 'The device was refused.' : 'The device is connected.');
}

/** GitHub takes them in the query, as a form and as JSON. */
async function readFields(c: SandboxContext): Promise<Fields> {
  const text = await c.req.text();
  const isJson = c.req.header('content-type')?.includes('json') === true;
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : Object.fromEntries(new URLSearchParams(text));
  const strings = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...c.req.query(), ...Object.fromEntries(strings) };
}

/** GitHub refuses with status 200; for an App that it does not know there is no such page. */
function answer(c: SandboxContext, body: object | null): Response {
  if (body === null) throw notFound();
  if (c.req.header('accept')?.includes('json') === true) return c.json(body);
  const fields = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  return c.body(new URLSearchParams(fields).toString(), 200, { 'content-type': 'application/x-www-form-urlencoded' });
}

function refuse(error: string): Refusal {
  return {
    error,
    error_description: `The sandbox refuses: ${error}.`,
    error_uri: 'https://docs.github.com/apps/troubleshooting-authorization-request-errors',
  };
}

/** A picture of a colour of their own. */
function avatar(id: number): string {
  const hue = (id * 137) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="hsl(${hue} 45% 60%)"/><circle cx="20" cy="16" r="7" fill="#fff"/><path d="M6 40a14 14 0 0 1 28 0" fill="#fff"/></svg>`;
}
