import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebhook, type LambdaAnswer, type Webhook } from '../../src/lambda/create-webhook.js';
import { createWork } from '../../src/lambda/create-work.js';
import { setScope } from '../../src/database/set-scope.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { pullPayload } from '../workflows/pull-event.js';
import { deliveryHeaders, kinds, lambdaEvent, type Kind, type Sent } from './events.js';
import { pem } from '../app-key.js';

const SECRET = 'n'.repeat(32);
const PREVIOUS = 'o'.repeat(32);
let database: TestDatabase;
let client: pg.Client;
let webhook: Webhook;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await setScope('system')(client);
  env = {
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: SECRET,
    WEBHOOK_SECRET_PREVIOUS: PREVIOUS,
    DATABASE_URL: database.url,
    SECRET_KEY: 'k'.repeat(32),
    LOG_LEVEL: 'fatal',
  };
  webhook = createWebhook(env);
});
afterAll(async () => {
  await client.end();
  await database.close();
});
beforeEach(async () => {
  await client.query('DELETE FROM events');
  await client.query('DELETE FROM dbos.workflow_status');
});

interface Stored {
  delivery_id: string;
  event_type: string;
  payload: { title?: string };
  payload_sha256: string | null;
  status: string;
  queued: number;
}

async function stored(): Promise<Stored[]> {
  const { rows } = await client.query<Stored>(
    `SELECT delivery_id, event_type, payload, payload_sha256, status,
            (SELECT count(*)::int FROM dbos.workflow_status WHERE workflow_uuid = 'event:' || e.id) AS queued
       FROM events e ORDER BY created_at`,
  );
  return rows;
}

let updates = 0;
/** Each is an event of its own: the time of change differs. */
function opened(over: object = {}): string {
  const updatedAt = new Date(Date.UTC(2026, 0, 1) + 1000 * ++updates).toISOString();
  return JSON.stringify({ ...pullPayload({ updatedAt }), ...over });
}

function send(
  kind: Kind,
  body: string | Buffer,
  sent: Sent & { secret?: string; over?: Record<string, string> } = {},
): Promise<LambdaAnswer> {
  const { secret = SECRET, over = {}, ...rest } = sent;
  return webhook(lambdaEvent(kind, { headers: deliveryHeaders(body, secret, over), body, ...rest }), {});
}

describe.each(kinds)('K3: an event of %s', (kind) => {
  it.each<[string, Sent & { secret?: string }]>([
    ['as text', {}],
    ['in base64', { base64: true }],
    ["at the seed's path", { path: '/api/v1/webhooks/github' }],
    ['with a query', { path: '/api/github/webhooks?x=1' }],
    ['with the previous secret', { secret: PREVIOUS }],
  ])('is recorded and queued before the answer, %s', async (_, sent) => {
    const body = opened({ title: 'Größe 🍐' });
    expect(await send(kind, body, sent)).toMatchObject({
      statusCode: 202,
      headers: { 'content-type': 'application/json' },
    });
    expect(await stored()).toMatchObject([
      {
        event_type: 'pull_request.opened',
        payload: { title: 'Größe 🍐' },
        payload_sha256: createHash('sha256').update(body).digest('hex'),
        status: 'pending',
        queued: 1,
      },
    ]);
  });

  it('may spell its headers as it likes', async () => {
    const body = opened();
    const headers = Object.fromEntries(
      Object.entries(deliveryHeaders(body, SECRET)).map(([name, value]) => [
        name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
        value,
      ]),
    );
    expect((await webhook(lambdaEvent(kind, { headers, body }))).statusCode).toBe(202);
    expect(await stored()).toHaveLength(1);
  });

  it.each<[string, number, Record<string, string>]>([
    ['B1 a wrong signature', 401, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['B1 an old kind of signature', 401, { 'x-hub-signature-256': 'sha1=0000' }],
    ['B5 a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['B6 an odd event', 400, { 'x-github-event': '__proto__' }],
    ['B6 a header that was sent twice', 400, { 'X-GitHub-Event': 'pull_request' }],
    ['a header that lies about the length', 202, { 'content-length': '999999999' }],
  ])('%s gets %i', async (_, status, over) => {
    expect((await send(kind, opened(), { over })).statusCode).toBe(status);
    expect(await stored()).toHaveLength(status === 202 ? 1 : 0);
  });

  it.each<[string, Sent]>([
    ['GET', { method: 'GET' }],
    ['PUT', { method: 'PUT' }],
    ...[
      '/probot',
      '/probot/setup',
      '/probot/import',
      '/metrics',
      '/',
      '/health',
      '/api/github/webhooks/x',
      '/dashboard',
    ].flatMap((path): [string, Sent][] => [
      [`GET ${path}`, { method: 'GET', path }],
      [`POST ${path}`, { method: 'POST', path }],
    ]),
  ])('B7: %s gets 404', async (_, sent) => {
    expect(await send(kind, opened(), sent)).toMatchObject({ statusCode: 404 });
    expect(await stored()).toEqual([]);
  });

  it.each<[string, object]>([
    ['no headers', {}],
    ['null for headers', { headers: null, multiValueHeaders: null }],
    ['null for a header', { headers: { 'x-github-event': null }, multiValueHeaders: null }],
    ['null for a body', { body: null }],
  ])('with %s gets a 4xx', async (_, over) => {
    const { statusCode } = await webhook({ ...lambdaEvent(kind, {}), ...over });
    expect(statusCode).toBe(400);
  });
});

it('answers a load balancer that sends lists with lists', async () => {
  const answer = await send('load balancer with lists of headers', opened());
  expect(answer.multiValueHeaders).toEqual({ 'content-type': ['application/json'] });
  expect(await send('load balancer', opened())).not.toHaveProperty('multiValueHeaders');
});

it.each([
  {},
  null,
  undefined,
  5,
  'ping',
  [],
  { source: 'serverless-plugin-warmup' },
  { Records: [{}] },
  { httpMethod: 5, path: {} },
  { version: '2.0', rawPath: '/' },
])('K3: the ping %j gets a 4xx, never a throw', async (event) => {
  expect((await webhook(event)).statusCode).toBe(400);
});

it.each(['', 'null', '5', '[]', '{', Buffer.from([0xff, 0xfe])])('refuses the signed body %j', async (body) => {
  expect((await send('Function URL', body, { base64: true })).statusCode).toBe(400);
  expect(await stored()).toEqual([]);
});

it('refuses what is larger than GitHub sends', async () => {
  const body = Buffer.alloc(25 * 1024 * 1024 + 1, 0x20);
  expect((await send('Function URL', body, { base64: true })).statusCode).toBe(413);
});

it('takes letters that jsonb cannot hold', async () => {
  expect((await send('Function URL', opened({ title: 'NUL \0 and \ud800' }))).statusCode).toBe(202);
  expect(await stored()).toMatchObject([{ status: 'pending', payload: { title: 'NUL \uFFFD and \uFFFD' } }]);
});

it('records a delivery that comes again once', async () => {
  const body = opened();
  const over = { 'x-github-delivery': 'same' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => send('Function URL', body, { over })));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 202));
  expect(await stored()).toMatchObject([{ delivery_id: 'same', queued: 1 }]);
});

it('K1: twenty first invocations at once are each handled once', async () => {
  for (let round = 0; round < 3; round++) {
    await client.query('DELETE FROM events');
    const cold = createWebhook(env);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const body = opened();
        const headers = deliveryHeaders(body, SECRET, { 'x-github-delivery': `cold-${index}` });
        return cold(lambdaEvent(kinds[index % kinds.length] ?? 'Function URL', { headers, body }));
      }),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 202));
    const rows = await stored();
    expect(rows.map(({ delivery_id }) => delivery_id).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => `cold-${index}`).toSorted(),
    );
    expect(rows.every(({ status, queued }) => status === 'pending' && queued === 1)).toBe(true);
  }
});

it('uses two connections at most, and new ones where both broke while the function was frozen', async () => {
  const mine = `FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'nectr webhook'`;
  const breakAll = () => client.query(`SELECT pg_terminate_backend(pid) ${mine}`);
  await breakAll();
  const warm = createWebhook(env);
  const invoke = () => {
    const body = opened();
    return warm(lambdaEvent('Function URL', { headers: deliveryHeaders(body, SECRET), body }));
  };
  await Promise.all(Array.from({ length: 20 }, invoke));
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count ${mine}`);
  expect(rows[0]?.count).toBeLessThanOrEqual(2);
  for (let round = 1; round <= 5; round++) {
    await breakAll();
    expect((await invoke()).statusCode).toBe(202);
    expect(await stored()).toHaveLength(20 + round);
  }
});

describe('without its configuration', () => {
  const said = () => {
    const lines: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    return { lines, end: () => spy.mockRestore() };
  };

  it.each<[string, Record<string, string>, RegExp]>([
    ['a database', { DATABASE_URL: '' }, /^DATABASE_URL is missing/],
    ['a secret key', { SECRET_KEY: '' }, /^SECRET_KEY is missing/],
    [
      'the App',
      { APP_ID: '', PRIVATE_KEY: '', WEBHOOK_SECRET: '', WEBHOOK_SECRET_PREVIOUS: '' },
      /^APP_ID, PRIVATE_KEY and WEBHOOK_SECRET/,
    ],
    ['a secret of its own', { WEBHOOK_SECRET: 'development' }, /^WEBHOOK_SECRET is a published placeholder/],
    ['a long secret', { WEBHOOK_SECRET: 'q7Zk2' }, /^WEBHOOK_SECRET must be/],
  ])('%s, it refuses with one line', async (_, over, message) => {
    const heard = said();
    const body = opened();
    const answer = await createWebhook({ ...env, ...over })(
      lambdaEvent('Function URL', { headers: deliveryHeaders(body, SECRET), body }),
    );
    heard.end();
    expect(answer).toMatchObject({ statusCode: 503, body: '{"message":"not ready"}' });
    expect(heard.lines).toHaveLength(1);
    expect((JSON.parse(heard.lines[0] ?? '') as { msg: string }).msg).toMatch(message);
    await expect(createWork({ ...env, ...over })({}, { getRemainingTimeInMillis: () => 60_000 })).rejects.toThrow(
      message,
    );
  });

  it('opens again when the database was away at the first invocation', async () => {
    const away = new URL(database.url);
    away.port = '1';
    away.hostname = '127.0.0.1';
    away.search = '';
    const changing: Record<string, string> = { ...env, DATABASE_URL: away.href };
    const late = createWebhook(changing);
    const heard = said();
    const body = opened();
    const event = lambdaEvent('Function URL', { headers: deliveryHeaders(body, SECRET), body });
    expect((await late(event)).statusCode).toBe(503);
    heard.end();
    expect(heard.lines.join('')).not.toContain('nectr:nectr');
    changing['DATABASE_URL'] = database.url;
    expect((await late(event)).statusCode).toBe(202);
  });
});
