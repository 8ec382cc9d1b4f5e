import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { encryptText } from '../../../src/access/encrypt.js';
import { redact } from '../../../src/access/redact.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { checkIntegrations } from '../../../src/integrations/services/check-integrations.js';
import { createIntegrations } from '../../../src/integrations/services/connected.js';
import { INTEGRATION_TYPES } from '../../../src/integrations/services/integration-type.js';
import { allIntegrationTypes, integrationType } from '../../../src/integrations/services/known-types.js';
import { createAppHealth } from '../../../src/operations/app-health.js';
import { readAppManifest } from '../../../src/app-manifest.js';
import { addTenant } from '../../api/api-rig.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { allOf, errorOf, messageOf } from '../call-of.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET, WEBHOOK_PATH } from '../slack/local-slack.js';

const KEYS = ['k'.repeat(64)] as const;
const SECRETS = /canary-of-the-bot|canaryOfTheWebhook|8f742231b10e8888|gAAAAA/;
const ports = { secretKeys: KEYS, allowedPrivateHosts: ['127.0.0.1'] };
const slack = new LocalSlack();
const { signal } = new AbortController();
let database: TestDatabase;
let source: DataSource;
let installation: number;

beforeAll(async () => {
  await slack.start();
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
  installation = (await addTenant(source, { account: 'acme', repositories: ['shop'] })).id;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
  await slack.stop();
});
beforeEach(async () => {
  slack.tokenTrouble = null;
  await source.query('DELETE FROM integrations');
});

async function connect(
  name: string,
  {
    type = 'slack',
    enabled = true,
    config = { base_url: `${slack.url}/api`, channel: 'C0123456789' } as object,
    credentials = { bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET } as object | string,
    keys = KEYS as readonly [string, ...string[]],
  } = {},
): Promise<string> {
  const text = typeof credentials === 'string' ? credentials : JSON.stringify(credentials);
  const rows: { id: string }[] = await source.query(
    `INSERT INTO integrations (installation_id, name, type, enabled, config, credentials_encrypted)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [installation, name, type, enabled, config, encryptText(text, keys)],
  );
  return rows[0]!.id;
}
const rowOf = async (name: string) =>
  (
    await source.query(
      `SELECT health_status AS health, health_detail AS detail, last_health_check IS NOT NULL AS checked,
              last_delivery_ok AS delivered, last_delivery_detail AS why FROM integrations WHERE name = $1`,
      [name],
    )
  )[0];
const faults: string[] = [];
const check = (more: Partial<Parameters<typeof checkIntegrations>[0]> = {}) =>
  checkIntegrations({ source, log: { error: (fields) => faults.push(allOf(fields)) }, ...ports, ...more });
/** Answers each request as it is told to, once it is let go. */
async function startHeld(answer: object) {
  const held = { open: 0, letGo: (): void => undefined, url: '', close: (): void => undefined };
  const gate = new Promise<void>((resolve) => (held.letGo = resolve));
  const server = createServer((_, response) => {
    held.open += 1;
    void gate.then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  held.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  held.close = () => void server.close();
  return held;
}

describe('the table of services', () => {
  it('holds each under its own type, and nothing else', async () => {
    const types = await allIntegrationTypes();
    for (const type of types) {
      expect(INTEGRATION_TYPES).toContain(type.type);
      expect(await integrationType(type.type)).toBe(type);
      expect(type.type).not.toBe('github');
    }
    const others = INTEGRATION_TYPES.filter((type) => type !== 'github');
    expect(types.map(({ type }) => type)).toEqual(others.toSorted());
    for (const name of ['nothing', 'constructor', '__proto__', 'github'])
      expect(await integrationType(name)).toBeNull();
  });
});

describe('an integration', () => {
  it('is opened by its name, by its id, or as the only one of its type', async () => {
    const integrations = createIntegrations({ source, ...ports });
    const id = await connect('team');
    for (const name of ['team', 'slack', id])
      expect(await integrations.open(installation, name)).toMatchObject({ id, name: 'team' });
    await connect('other');
    await expect(integrations.open(installation, 'slack')).rejects.toMatchObject({ message: /several/ });
    await expect(integrations.open(installation, 'absent')).rejects.toMatchObject({ why: 'not-found' });
    await expect(integrations.open(installation + 1, id)).rejects.toMatchObject({ why: 'not-found' });
    await connect('off', { enabled: false });
    await expect(integrations.open(installation, 'off')).rejects.toMatchObject({ message: /switched off/ });
  });

  it('is noted by how its last message went', async () => {
    const integrations = createIntegrations({ source, ...ports });
    await connect('team');
    const { type, deliver } = await integrations.open(installation, 'team');
    const send = (to: string | null) =>
      deliver(signal, (call) => type.messages!.send(call as never, messageOf({ to }), 'key'));
    await send(null);
    expect(await rowOf('team')).toMatchObject({ delivered: true, why: null });
    slack.tokenTrouble = 'account_inactive';
    await expect(send(null)).rejects.toThrow();
    expect(await rowOf('team')).toMatchObject({ delivered: false, why: expect.stringContaining('Slack') });
    // What is asked for otherwise is no message.
    slack.tokenTrouble = null;
    const { use } = await integrations.open(installation, 'team');
    await use(signal, (call) => type.health!(call as never));
    expect(await rowOf('team')).toMatchObject({ delivered: false });
  });

  it('is waited for while it is left alone, and not when that has lasted for long', async () => {
    await connect('team');
    const integrations = createIntegrations({ source, ...ports, leftAloneMs: 300 });
    slack.tokenTrouble = 'service_unavailable';
    const seen: string[] = [];
    while (!seen.includes('ServiceUnavailableError unasked') && seen.length < 5000) {
      const asked = slack.asked.length;
      const { type, use } = await integrations.open(installation, 'team');
      const { name, message } = await errorOf(use(signal, (call) => type.health!(call as never)));
      seen.push(`${name}${slack.asked.length === asked ? ' unasked' : ''}`);
      expect(message).toMatch(/^Slack answered service_unavailable/);
      await sleep(5);
    }
    expect(new Set(seen)).toEqual(
      new Set(['ServiceUnavailableError', 'ServiceLimitedError unasked', 'ServiceUnavailableError unasked']),
    );
    expect(seen.indexOf('ServiceLimitedError unasked')).toBeLessThan(seen.indexOf('ServiceUnavailableError unasked'));
    expect(seen.lastIndexOf('ServiceLimitedError unasked')).toBeLessThan(
      seen.indexOf('ServiceUnavailableError unasked'),
    );
  });

  it('is not used with credentials that cannot be read, and no error repeats them', async () => {
    const integrations = createIntegrations({ source, ...ports });
    await connect('no json', { credentials: `{${BOT_TOKEN}` });
    await connect('other key', { keys: ['x'.repeat(64)] });
    await connect('does not fit', { credentials: { bot_token: BOT_TOKEN, webhook_url: SIGNING_SECRET } });
    for (const name of ['no json', 'other key', 'does not fit']) {
      const error = await errorOf(integrations.open(installation, name));
      expect(error).toMatchObject({ name: 'ServiceRefusedError', why: 'credentials' });
      expect(allOf(error)).not.toMatch(SECRETS);
    }
  });
});

describe('the credentials of one tenant', () => {
  it('are masked in what is written while they are used, and take no words from the others', async () => {
    const integrations = createIntegrations({ source, ...ports });
    await connect('mail', {
      type: 'email',
      config: { host: 'smtp.example.com', from: 'a@example.com', to: ['b@example.com'] },
      credentials: { user: 'createPayment2Service', password: 'function' },
    });
    await connect('team', { credentials: { bot_token: BOT_TOKEN, signing_secret: 'of-one-tenant-0815-only' } });
    for (const name of ['mail', 'team']) await integrations.open(installation, name);
    expect(redact('a function of createPayment2Service')).toBe('a function of createPayment2Service');
    expect(redact('signed with of-one-tenant-0815-only')).toBe('signed with [redacted]');
  });
});

describe('the look at all of them', () => {
  it('writes down how each is, names stale credentials, and leaves out what is switched off', async () => {
    await connect('well');
    await connect('stale', {
      credentials: { bot_token: `xoxb-${'9'.repeat(12)}-revoked`, signing_secret: SIGNING_SECRET },
    });
    await connect('other key', { keys: ['x'.repeat(64)] });
    await connect('off', { enabled: false });
    await connect('room', {
      type: 'teams',
      config: {},
      credentials: { webhook_url: `http://127.0.0.1:1/?sig=canary` },
    });
    await connect('quiet', { type: 'axolo', config: {}, credentials: {} });
    await connect('hook', { credentials: { webhook_url: `${slack.url}${WEBHOOK_PATH}` } });
    await connect('later', { type: 'datadog', config: {}, credentials: {} });
    const counted = await check();
    expect(await rowOf('well')).toMatchObject({ health: 'healthy', detail: null, checked: true });
    expect(await rowOf('stale')).toMatchObject({ health: 'unhealthy', detail: expect.stringContaining('Slack') });
    expect(await rowOf('other key')).toMatchObject({
      health: 'unhealthy',
      detail: expect.stringContaining('SECRET_KEY'),
    });
    expect(await rowOf('off')).toMatchObject({ health: 'unknown', checked: false });
    expect(await rowOf('room')).toMatchObject({
      health: 'unknown',
      detail: expect.stringContaining('cannot be asked'),
    });
    expect(await rowOf('quiet')).toMatchObject({
      health: 'unknown',
      detail: expect.stringContaining('Axolo documents'),
    });
    expect(await rowOf('hook')).toMatchObject({ health: 'unknown', detail: expect.stringContaining('first message') });
    expect(counted).toMatchObject({ healthy: 1, failed: 0 });
    const rows: { text: string }[] = await source.query('SELECT health_detail AS text FROM integrations');
    expect(rows.map(({ text }) => text).join()).not.toMatch(SECRETS);
    expect(faults).toEqual([]);
  });

  it('tells of one that only posts by how its last message went', async () => {
    await connect('hook', { credentials: { webhook_url: `${slack.url}${WEBHOOK_PATH}` } });
    const integrations = createIntegrations({ source, ...ports });
    const send = async () => {
      const { type, deliver } = await integrations.open(installation, 'hook');
      return deliver(signal, (call) => type.messages!.send(call as never, messageOf(), 'key'));
    };
    await send();
    await check();
    expect(await rowOf('hook')).toMatchObject({ health: 'healthy', detail: null });
    slack.fail({ status: 404, body: 'no_service' });
    await expect(send()).rejects.toThrow();
    await check();
    expect(await rowOf('hook')).toMatchObject({
      health: 'unhealthy',
      detail: expect.stringMatching(/^The last message was not taken: Slack .*create a new one/),
    });
  });

  it('asks a few at a time, and keeps nothing of one that got other credentials meanwhile', async () => {
    let open = 0;
    let most = 0;
    let asked = 0;
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const server = createServer((_, response) => {
      asked += 1;
      most = Math.max(most, (open += 1));
      void held.then(() => {
        open -= 1;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const config = { base_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api` };
    for (let nth = 0; nth < 30; nth++) await connect(`team ${nth}`, { config });
    const looking = check();
    await expect.poll(() => open).toBe(8);
    await source.query(`UPDATE integrations SET credentials_encrypted = $1 WHERE name = 'team 29'`, [
      encryptText(JSON.stringify({ bot_token: `xoxb-${'3'.repeat(12)}-new` }), KEYS),
    ]);
    letGo();
    await looking;
    server.close();
    expect(most).toBe(8);
    expect(asked).toBe(30);
    expect(await rowOf('team 0')).toMatchObject({ health: 'healthy' });
    expect(await rowOf('team 29')).toMatchObject({ health: 'unknown', checked: false });
  });
});

describe('a look that has not the time for all', () => {
  it('ends, and the next one begins with those that are left', async () => {
    for (let nth = 0; nth < 20; nth++) await connect(`team ${nth}`);
    const looked = async () =>
      (await source.query('SELECT count(*)::int AS n FROM integrations WHERE last_health_check IS NOT NULL'))[0].n;
    const counted: number[] = [];
    for (let nth = 0; nth < 3; nth++) {
      expect(await check({ longestMs: 0 })).toMatchObject({ healthy: 8 });
      counted.push(await looked());
    }
    expect(counted).toEqual([8, 16, 20]);
  });

  it('does not begin with one that fails by a fault of ours, time and again', async () => {
    const id = await connect('ours');
    const broken = {
      query: (sql: string, values: unknown[]) =>
        /health_status = /.test(sql) && values[0] === id
          ? Promise.reject(new Error('broken'))
          : source.query(sql, values),
    } as unknown as DataSource;
    expect(await check({ source: broken })).toMatchObject({ failed: 1 });
    expect(await rowOf('ours')).toMatchObject({ health: 'unknown', checked: true });
    expect(faults.splice(0)).toHaveLength(1);
  });
});

describe('what comes after a change', () => {
  it('is no answer of the address before it', async () => {
    const held = await startHeld({ ok: true, channel: 'C0123456789', ts: '1.1' });
    const config = { base_url: `${held.url}/api`, channel: 'C0123456789' };
    await connect('checked', { config });
    await connect('sent', { config });
    const { type, deliver } = await createIntegrations({ source, ...ports }).open(installation, 'sent');
    const sending = deliver(signal, (call) => type.messages!.send(call as never, messageOf(), 'key'));
    const looking = check();
    await expect.poll(() => held.open).toBe(3);
    await source.query(`UPDATE integrations SET config = config || '{"base_url":"https://slack.com/api"}'`);
    held.letGo();
    await Promise.all([sending, looking]);
    held.close();
    expect(await rowOf('checked')).toMatchObject({ health: 'unknown', checked: false });
    expect(await rowOf('sent')).toMatchObject({ delivered: null });
  });
});

describe('what says nothing of an integration', () => {
  it.each<[string, string, object, object]>([
    ['teams', 'room', {}, { webhook_url: 'http://127.0.0.1:1/?sig=canary' }],
    ['slack', 'hook', {}, { webhook_url: 'http://127.0.0.1:1/services/T1/B1/x' }],
    ['slack', 'bot', {}, { bot_token: BOT_TOKEN }],
    ['pagerduty', 'pager', {}, { routing_key: 'a1'.repeat(16) }],
    ['datadog', 'dog', {}, { api_key: 'a1'.repeat(16) }],
    ['discord', 'chat', {}, { webhook_url: `https://discord.com/api/webhooks/123456789012345678/${'x'.repeat(30)}` }],
    ['email', 'mail', { host: '127.0.0.1', from: 'a@b.example', to: ['c@d.example'] }, {}],
  ])('is a message to somebody that a %s (%s) does not know', async (of, name, config, credentials) => {
    await connect(name, { type: of, config, credentials });
    const { type, deliver } = await createIntegrations({ source, ...ports }).open(installation, name);
    const to = name === 'bot' ? null : 'nobody there';
    const error = await errorOf(
      deliver(signal, (call) => type.messages!.send(call as never, messageOf({ to }), 'key')),
    );
    expect(error).toMatchObject({ name: 'ServiceRefusedError', why: 'invalid' });
    expect(await rowOf(name)).toMatchObject({ delivered: null, why: null });
  });

  it('is its limit', async () => {
    await connect('team');
    const { type, deliver } = await createIntegrations({ source, ...ports }).open(installation, 'team');
    slack.fail({ status: 429, headers: { 'retry-after': '3' } });
    const error = await errorOf(deliver(signal, (call) => type.messages!.send(call as never, messageOf(), 'key')));
    expect(error).toMatchObject({ name: 'ServiceLimitedError' });
    expect(await rowOf('team')).toMatchObject({ delivered: null });
  });
});

describe('what a service says of itself', () => {
  it('is written down as a table takes it', async () => {
    const held = await startHeld({ slug: 'acme', status: { id: 'gone', name: 'pending\0 \u001b[31mdeletion\n' } });
    held.letGo();
    await connect('errors', {
      type: 'sentry',
      config: { base_url: held.url, organization: 'acme' },
      credentials: { auth_token: 'x' },
    });
    expect(await check()).toMatchObject({ degraded: 1, failed: 0 });
    held.close();
    expect(await rowOf('errors')).toMatchObject({
      health: 'degraded',
      detail: expect.stringContaining('Sentry says of the organisation acme: pending deletion'),
    });
  });
});

describe('the App', () => {
  const { default_permissions: permissions, default_events: events } = readAppManifest();
  const hook = { url: 'https://n.example/api/github/webhooks', contentType: 'json', checksCertificate: true };
  const healthOf = (change: Partial<Parameters<typeof createAppHealth>[0]>) =>
    createAppHealth({
      readApp: async () => ({ permissions, events }),
      readHook: async () => hook,
      proxyUrl: null,
      ...change,
    })();

  it('is well where GitHub knows it, it may do what it needs and its webhook leads here', async () => {
    expect(await healthOf({})).toMatchObject({ status: 'healthy', detail: null, checkedAt: expect.any(Date) });
    const { checks: _, ...fewer } = permissions;
    expect(await healthOf({ readApp: async () => ({ permissions: fewer, events }) })).toMatchObject({
      status: 'degraded',
      detail: 'Missing permissions: checks: write.',
    });
    expect(await healthOf({ readHook: async () => ({ ...hook, url: null }) })).toMatchObject({
      status: 'degraded',
      detail: expect.stringMatching(/^Webhook: none/),
    });
    expect(await healthOf({ readApp: () => Promise.reject(new Error(`away ${BOT_TOKEN}`)) })).toMatchObject({
      status: 'unhealthy',
      detail: 'away [redacted]',
    });
  });

  it('is asked once a minute at most', async () => {
    let asked = 0;
    let now = 0;
    const health = createAppHealth({
      readApp: async () => ({ permissions, events, nth: (asked += 1) }),
      readHook: async () => hook,
      proxyUrl: null,
      now: () => new Date(now),
    });
    await Promise.all([health(), health()]);
    now = 59_000;
    await health();
    expect(asked).toBe(1);
    now = 61_000;
    await health();
    expect(asked).toBe(2);
  });
});
