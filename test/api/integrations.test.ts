import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptText } from '../../src/access/encrypt.js';
import type { AppHealth } from '../../src/operations/app-health.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET } from '../integrations/slack/local-slack.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

interface Shown {
  id: string | null;
  name: string;
  type: string;
  enabled: boolean;
  config: Record<string, unknown>;
  credentials_set: boolean;
  health_status: string;
  health_detail: string | null;
  last_health_check: string | null;
  inbound_url: string | null;
}
interface Refused {
  status: number;
  errors?: { field: string; detail: string }[];
}

const KEYS = ['k'.repeat(64)] as const;
const callers: Record<string, TestCaller> = {};
const slack = new LocalSlack();
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: number;
let foreign: string;
let app: AppHealth = { status: 'healthy', detail: null, checkedAt: new Date('2026-11-29T12:00:00Z') };

beforeAll(async () => {
  await slack.start();
  rig = await openApiRig(
    () => callers,
    () => ({ secretKeys: KEYS, allowedPrivateHosts: ['127.0.0.1'], appHealth: async () => app }),
  );
  const { system } = rig;
  const tenant = await addTenant(system, { account: 'acme', repositories: ['shop'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  acme = tenant.id;
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  const both = [...tenant.access('admin', 'admin').installations, ...other.access('write').installations];
  await add('admin', { installations: both });
  await add('member', tenant.access('admin'));
  await add('stranger', { installations: [] });
  callers.script = { ...callers.admin!, scopes: ['read', 'write'] };
  const rows: { id: string }[] = await system.query(
    `INSERT INTO integrations (installation_id, name, type) VALUES ($1, 'canary', 'axolo') RETURNING id`,
    [other.id],
  );
  foreign = rows[0]!.id;
});
afterAll(async () => {
  await rig.close();
  await slack.stop();
});

const config = (more: object = {}) => ({ base_url: `${slack.url}/api`, channel: 'C0123456789', ...more });
const credentials = { bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET };
const send = (who: string, method: string, path: string, body?: unknown) => rig.ask(who, path, { method, body });
const add = (name: string, more: object = {}, who = 'admin') =>
  send(who, 'POST', '/integrations', {
    installation_id: acme,
    name,
    type: 'slack',
    config: config(),
    credentials,
    ...more,
  });
const shown = async (response: Response) => (await response.json()) as Shown & { id: string };
const refused = async (response: Response) => (await response.json()) as Refused;
const listed = async (query = '', who = 'admin') =>
  ((await (await rig.ask(who, `/integrations${query}`)).json()) as { items: Shown[]; next_cursor: string | null })
    .items;
const stored = async (id: string) => {
  const rows: { credentials: string | null; health: string }[] = await rig.system.query(
    'SELECT credentials_encrypted AS credentials, health_status AS health FROM integrations WHERE id = $1',
    [id],
  );
  return rows[0]!;
};
const audited = (id: string): Promise<{ action: string; details: object }[]> =>
  rig.system.query('SELECT action, details FROM audit_log WHERE object_id = $1 ORDER BY id', [id]);

describe('kinds of services', () => {
  it('say what they need, bring in and are used for', async () => {
    const { items } = (await (await rig.ask('stranger', '/integrations/types')).json()) as {
      items: { type: string; events: { name: string }[]; actions: string[]; credentials_schema: object }[];
    };
    expect(items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['axolo', 'discord', 'github', 'slack', 'teams']),
    );
    const of = (type: string) => items.find((one) => one.type === type)!;
    expect(of('slack')).toMatchObject({
      title: 'Slack',
      built_in: false,
      config_schema: { type: 'object', properties: { base_url: { default: 'https://slack.com/api' } } },
      credentials_schema: { properties: { bot_token: { type: 'string' }, signing_secret: { type: 'string' } } },
      actions: ['notify', 'approval'],
    });
    expect(of('slack').events).toContainEqual({ name: 'slack.app_mention', description: expect.any(String) });
    expect(of('teams')).toMatchObject({ events: [], actions: ['notify'] });
    expect(of('axolo')).toMatchObject({ actions: [], nothing_to_connect: expect.stringContaining('no API') });
    expect(of('teams')).toMatchObject({ nothing_to_connect: null });
    for (const tracker of ['jira', 'linear']) expect(of(tracker).actions).toEqual(['issue_creator', 'move_ticket']);
    expect(of('github')).toMatchObject({ built_in: true });
  });
});

describe('integrations', () => {
  it('are added, changed and taken away, and nobody is shown what they are used with', async () => {
    const answers: string[] = [];
    const told = async (response: Response) => {
      const text = await response.text();
      answers.push(text);
      return JSON.parse(text) as Shown & { id: string };
    };
    const added = await add('chat');
    expect(added.status).toBe(201);
    const { id, ...integration } = await told(added);
    expect(integration).toMatchObject({
      installation_id: acme,
      type: 'slack',
      enabled: true,
      config: config(),
      credentials_set: true,
      health_status: 'unknown',
      last_health_check: null,
      inbound_url: `https://nectr.acme.dev/api/v1/integrations/${id}/events`,
    });
    expect(JSON.parse(decryptText((await stored(id)).credentials!, KEYS))).toEqual(credentials);
    expect((await add('chat')).status).toBe(409);

    const before = await stored(id);
    const renamed = await told(await send('admin', 'PATCH', `/integrations/${id}`, { name: 'talk', enabled: false }));
    expect(renamed).toMatchObject({ name: 'talk', enabled: false, config: config() });
    expect(await stored(id)).toEqual(before);
    const other = { bot_token: `xoxb-${'2'.repeat(12)}-another` };
    await told(await send('admin', 'PATCH', `/integrations/${id}`, { credentials: other }));
    expect(JSON.parse(decryptText((await stored(id)).credentials!, KEYS))).toEqual(other);
    await add('chat');
    expect((await send('admin', 'PATCH', `/integrations/${id}`, { name: 'chat' })).status).toBe(409);
    answers.push(await (await rig.ask('admin', '/integrations')).text());

    expect((await send('admin', 'DELETE', `/integrations/${id}`)).status).toBe(204);
    expect((await send('admin', 'DELETE', `/integrations/${id}`)).status).toBe(404);
    const log = await audited(id);
    expect(log).toMatchObject([
      { action: 'integration.added', details: { name: 'chat', type: 'slack' } },
      { action: 'integration.changed', details: { changed: ['name', 'enabled'] } },
      { action: 'integration.changed', details: { changed: ['credentials'] } },
      { action: 'integration.removed' },
    ]);
    answers.push(JSON.stringify(log), await (await rig.ask('admin', '/audit')).text());
    for (const text of answers) expect(text).not.toMatch(/canary-of-the-bot|8f742231b10e8888|xoxb-|gAAAAA/);
  });

  it('are refused by field where the settings do not fit, without a word of what was given', async () => {
    const secret = 'canary-of-a-wrong-token';
    const wrong = await add('wrong', {
      config: { ...config(), chanel: '#x' },
      credentials: { bot_token: secret },
    });
    expect(wrong.status).toBe(400);
    const text = await wrong.text();
    expect(text).not.toContain(secret);
    expect((JSON.parse(text) as Refused).errors).toEqual([
      { field: 'body.config.chanel', detail: 'is not a known field' },
      { field: 'body.credentials.bot_token', detail: 'is no bot token: such a one begins with xoxb-' },
    ]);
    expect(await refused(await add('wrong', { credentials: {} }))).toMatchObject({
      errors: [{ field: 'body.credentials', detail: 'Give either webhook_url or bot_token' }],
    });
    expect(await refused(await add('wrong', { type: 'github' }))).toMatchObject({
      errors: [{ field: 'body.type', detail: expect.stringContaining('built in') }],
    });
    expect((await add('a\u0000b')).status).toBe(400);
    expect(await refused(await add('wrong', { config: config({ channel: 'a\u0000b' }) }))).toMatchObject({
      errors: [{ field: 'body.config.channel' }],
    });
  });

  it.each([
    'https://10.0.0.1/api',
    'https://[::1]/api',
    'https://169.254.169.254/api',
    'https://localhost/api',
    'http://localhost:1/api',
    'https://2130706434/api',
  ])('are not asked at %s, which lies in a private network', async (base_url) => {
    const answer = await add('inside', { config: { base_url } });
    expect(answer.status).toBe(400);
    expect(await refused(answer)).toMatchObject({ errors: [{ field: 'body.config.base_url' }] });
  });

  it('get their credentials anew when they are asked elsewhere: nobody is sent those of before', async () => {
    const { id } = await shown(await add('moved'));
    const elsewhere = { config: config({ base_url: 'https://chat.example.com/api' }) };
    const answer = await send('admin', 'PATCH', `/integrations/${id}`, elsewhere);
    expect(await refused(answer)).toMatchObject({ status: 400, errors: [{ field: 'body.credentials' }] });
    expect(
      (await send('admin', 'PATCH', `/integrations/${id}`, { config: config({ channel: '#other' }) })).status,
    ).toBe(200);
    expect((await send('admin', 'PATCH', `/integrations/${id}`, { ...elsewhere, credentials })).status).toBe(200);
  });

  it('are seen and changed by administrators of their installation only', async () => {
    const { id } = await shown(await add('guarded'));
    for (const who of ['member', 'stranger']) {
      expect(await listed('', who)).toEqual([]);
      expect((await send(who, 'PATCH', `/integrations/${id}`, { enabled: false })).status).toBe(404);
      expect((await send(who, 'DELETE', `/integrations/${id}`)).status).toBe(404);
      expect((await send(who, 'POST', `/integrations/${id}/test`)).status).toBe(404);
    }
    expect((await add('more', {}, 'member')).status).toBe(403);
    expect((await add('more', {}, 'stranger')).status).toBe(404);
    expect((await add('more', {}, 'script')).status).toBe(403);
    expect((await rig.ask('script', '/integrations')).status).toBe(403);
    expect((await listed()).map(({ name }) => name)).not.toContain('canary');
    expect((await send('admin', 'PATCH', `/integrations/${foreign}`, { enabled: false })).status).toBe(404);
    expect((await send('admin', 'DELETE', `/integrations/${foreign}`)).status).toBe(404);
    expect((await send('admin', 'POST', `/integrations/${foreign}/test`)).status).toBe(404);
  });

  it('are listed page by page, GitHub first, by type and by installation', async () => {
    await rig.system.query('DELETE FROM integrations WHERE installation_id = $1', [acme]);
    for (const name of ['b', 'a', 'Z']) await add(name);
    await add('quiet', { type: 'axolo', config: {}, credentials: {} });
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `/integrations?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = (await (await rig.ask('admin', path)).json()) as { items: Shown[]; next_cursor: string | null };
      expect(page.items.length).toBeLessThanOrEqual(2);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.next_cursor;
    }
    expect(names).toEqual(['github', 'Z', 'a', 'b', 'quiet']);
    expect((await listed('?type=axolo')).map(({ name }) => name)).toEqual(['quiet']);
    expect((await listed(`?installation_id=${acme + 999}`)).map(({ name }) => name)).toEqual([]);
    app = { status: 'degraded', detail: 'Missing events: push.', checkedAt: null };
    expect((await listed('?type=github'))[0]).toMatchObject({
      id: null,
      credentials_set: true,
      health_status: 'degraded',
      health_detail: 'Missing events: push.',
    });
  });

  it('are tested by asking how they are, which is kept', async () => {
    const { id } = await shown(await add('tested'));
    const test = async () => shown(await send('admin', 'POST', `/integrations/${id}/test`));
    expect(await test()).toMatchObject({
      health_status: 'healthy',
      health_detail: null,
      last_health_check: expect.any(String),
    });
    slack.tokenTrouble = 'token_revoked';
    const stale = await test();
    slack.tokenTrouble = null;
    expect(stale).toMatchObject({ health_status: 'unhealthy' });
    expect(stale.health_detail).toMatch(/token/i);
    expect((await listed()).find(({ name }) => name === 'tested')).toMatchObject({
      health_status: 'unhealthy',
      health_detail: stale.health_detail,
    });
    expect((await audited(id)).at(-1)).toMatchObject({
      action: 'integration.tested',
      details: { health_status: 'unhealthy' },
    });
    await rig.system.query('UPDATE integrations SET credentials_encrypted = NULL WHERE id = $1', [id]);
    expect(await test()).toMatchObject({
      health_status: 'unhealthy',
      health_detail: expect.stringContaining('give them anew'),
    });
  });

  it('that cannot be asked say so, and then how the last message went', async () => {
    const url = 'https://prod-01.westeurope.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=canary';
    const { id } = await shown(await add('room', { type: 'teams', config: {}, credentials: { webhook_url: url } }));
    const test = async () => shown(await send('admin', 'POST', `/integrations/${id}/test`));
    expect(await test()).toMatchObject({
      health_status: 'unknown',
      health_detail: expect.stringContaining('cannot be asked'),
    });
    await rig.system.query(
      `UPDATE integrations SET last_delivery_at = now(), last_delivery_ok = false, last_delivery_detail = 'Teams does not find it' WHERE id = $1`,
      [id],
    );
    expect(await test()).toMatchObject({
      health_status: 'unhealthy',
      health_detail: 'The last message was not taken: Teams does not find it.',
    });
    await rig.system.query('UPDATE integrations SET last_delivery_ok = true WHERE id = $1', [id]);
    expect(await test()).toMatchObject({ health_status: 'healthy', health_detail: null });
  });
});

it('answers nothing with a fault of its own', () => expect(rig.errors).toEqual([]));
