import { expect, it } from 'vitest';
import { createOpenStreams } from '../../../src/api/door/open-streams.js';
import { createApi } from '../../../src/api/create-api.js';
import { requestLevel, type AnsweredRequest } from '../../../src/api/door/request-log.js';
import type { ApiPorts } from '../../../src/api/ports.js';
import { createMetrics } from '../../../src/operations/metrics.js';

const answered: AnsweredRequest[] = [];

/** Nobody is signed in there: the door answers before any table is looked at. */
function door(over: Partial<ApiPorts> = {}) {
  answered.length = 0;
  const quiet = () => undefined;
  return createApi({
    source: {} as never,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    authenticate: async () => null,
    readAccess: async () => ({ installations: [] }),
    graph: {} as never,
    readFileSettings: () => Promise.reject(new Error('not asked')),
    readFile: () => Promise.reject(new Error('not asked')),
    secretKeys: ['k'.repeat(64)],
    allowedPrivateHosts: [],
    hooks: { receive: async () => ({ kind: 'unknown' }), urlOf: (id) => id },
    changes: null,
    openStreams: createOpenStreams(),
    frontendUrl: 'https://app.example.com',
    installUrl: 'https://github.com/apps/nectr/installations/new',
    githubUrl: 'https://github.com',
    backendUrl: () => 'https://nectr.acme.dev',
    receiveEvent: () => Promise.reject(new Error('not asked')),
    diagnose: async () => ({ checks: [], at: new Date(0) }),
    appHealth: async () => ({ status: 'unknown', detail: null, checkedAt: null }),
    answered: (request) => answered.push(request),
    ...over,
  });
}

it('tells the pattern of a route and neither id nor query', async () => {
  const api = door();
  const id = '1f1dbc2e-5b0c-4d5e-8f00-0123456789ab';
  await api.request(`/api/v1/reviews/${id}?token=nectr_secret`, { headers: { 'X-Request-Id': 'mine-1' } });
  await api.request('/api/v1/of/nobody?code=secret');
  expect(answered).toMatchObject([
    { method: 'GET', route: '/api/v1/reviews/:id', status: 401, requestId: 'mine-1', userId: null },
    { method: 'GET', route: 'none', status: 401 },
  ]);
  expect(JSON.stringify(answered)).not.toMatch(/secret|1f1dbc2e|nobody/);
  const metrics = createMetrics({ query: () => Promise.reject(new Error('away')) } as never);
  for (const request of answered) metrics.requestAnswered(request);
  const text = await metrics.text();
  expect(text).toContain('nectr_request_seconds_count{method="GET",route="/api/v1/reviews/:id",status="401"} 1');
  expect(text).not.toMatch(/secret|1f1dbc2e/);
});

it.each(['mine-1', 'A_b=9', 'x'.repeat(64)])('takes the id of a request that the caller gives: %s', async (id) => {
  const response = await door().request('/api/v1/reviews', { headers: { 'X-Request-Id': id } });
  expect([response.headers.get('x-request-id'), answered[0]?.requestId]).toEqual([id, id]);
});

it.each(['', 'x'.repeat(65), '{"level":60}', 'a b', '../x', '<script>'])('makes its own for %j', async (id) => {
  const response = await door().request('/api/v1/reviews', { headers: { 'X-Request-Id': id } });
  const own = response.headers.get('x-request-id');
  expect(own).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
  expect(answered[0]?.requestId).toBe(own);
});

it.each([
  ['GET', 200, 7, 'debug'],
  ['GET', 404, 7, 'debug'],
  ['POST', 200, 7, 'info'],
  ['DELETE', 403, 7, 'info'],
  ['POST', 401, null, 'debug'],
  ['GET', 500, null, 'warn'],
  ['PUT', 503, 7, 'warn'],
  ['GET', 503, null, 'debug'],
] as const)('%s with %i of user %s is logged as %s', (method, status, userId, level) => {
  expect(requestLevel({ method, status, userId, route: '/x', milliseconds: 1, requestId: 'r' })).toBe(level);
});

const cors = async (origin: string, over: Partial<ApiPorts> = {}, method = 'GET') => {
  const headers = { Origin: origin, 'Access-Control-Request-Method': 'PATCH' };
  const response = await door(over).request('/api/v1/reviews', { method, headers });
  return {
    status: response.status,
    origin: response.headers.get('access-control-allow-origin'),
    credentials: response.headers.get('access-control-allow-credentials'),
    methods: response.headers.get('access-control-allow-methods'),
    headers: response.headers.get('access-control-allow-headers'),
  };
};
const SEED = ['http://localhost:5173', 'http://localhost:3000', 'http://localhost:3001'];

it.each(['https://app.example.com', ...SEED])('lets %s read with cookies in development (S65)', async (origin) => {
  const preflight = await cors(origin, { isDevelopment: true }, 'OPTIONS');
  expect(preflight).toMatchObject({ status: 204, origin, credentials: 'true' });
  for (const method of ['GET', 'POST', 'DELETE', 'PATCH', 'OPTIONS']) expect(preflight.methods).toContain(method);
  for (const header of ['Content-Type', 'Authorization']) expect(preflight.headers).toContain(header);
  expect(await cors(origin, { isDevelopment: true })).toMatchObject({ origin, credentials: 'true' });
});

it('lets the own front end alone in elsewhere', async () => {
  expect((await cors('https://app.example.com')).origin).toBe('https://app.example.com');
  for (const origin of SEED) expect((await cors(origin)).origin).toBeNull();
});

it.each([
  'https://evil.example',
  'https://app.example.com.evil.example',
  'http://app.example.com',
  'http://localhost:3002',
  'null',
])('gives %s no permission', async (origin) => {
  for (const method of ['GET', 'OPTIONS'])
    expect((await cors(origin, { isDevelopment: true, frontendUrl: null }, method)).origin).toBeNull();
});
