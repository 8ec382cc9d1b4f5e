import { afterAll, beforeAll, expect, it } from 'vitest';
import { encryptText } from '../../../src/access/encrypt.js';
import { signButton } from '../../../src/integrations/services/button-value.js';
import { addTenant, openApiRig } from '../../api/api-rig.js';
import { BOT_TOKEN, SIGNING_SECRET } from '../slack/local-slack.js';
import { callbackOf, FORM, pressOf, signedBySlack, type SentBySlack } from '../slack/sent-by-slack.js';

const KEYS = ['k'.repeat(64)] as const;
let rig: Awaited<ReturnType<typeof openApiRig>>;
let installation: number;
let chat: string;
let nth = 0;

beforeAll(async () => {
  rig = await openApiRig(() => ({}));
  installation = (await addTenant(rig.system, { account: 'acme', repositories: ['shop'] })).id;
  chat = await connect('chat');
});
afterAll(() => rig.close());

async function connect(
  name: string,
  { type = 'slack', enabled = true, key = KEYS[0] as string } = {},
): Promise<string> {
  const credentials = encryptText(JSON.stringify({ bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET }), [key]);
  const rows: { id: string }[] = await rig.system.query(
    `INSERT INTO integrations (installation_id, name, type, enabled, credentials_encrypted) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [installation, name, type, enabled, credentials],
  );
  return rows[0]!.id;
}
const post = (id: string, sent: SentBySlack) => rig.api.request(`/api/v1/integrations/${id}/events`, { ...sent });
const mention = (eventId: string, text = 'hello') =>
  callbackOf({ type: 'app_mention', user: 'U1', text, ts: '1.1', channel: 'C1' }, eventId);
const events = (): Promise<Record<string, unknown>[]> =>
  rig.system.query(
    'SELECT id, source, event_type, delivery_id, installation_id, integration_id, payload, status FROM events',
  );
const queued = (id: unknown): Promise<object[]> =>
  rig.system.query(`SELECT name, queue_name FROM dbos.workflow_status WHERE workflow_uuid = 'event:' || $1::text`, [
    id,
  ]);

it('writes an event down with what it is for and queues it, once for each delivery', async () => {
  const before = (await events()).length;
  const sent = signedBySlack(mention('Ev1'));
  const first = await post(chat, sent);
  expect([first.status, await first.text()]).toEqual([202, '']);
  expect((await post(chat, sent)).status).toBe(202);
  const rows = await events();
  expect(rows).toHaveLength(before + 1);
  expect(rows.at(-1)).toMatchObject({
    source: 'slack',
    event_type: 'slack.app_mention',
    delivery_id: `${chat}:Ev1`,
    installation_id: installation,
    integration_id: chat,
    status: 'pending',
    payload: { team_id: 'T123ABC456', event: { text: 'hello' } },
  });
  expect(await queued(rows.at(-1)!.id)).toEqual([{ name: 'handle_event', queue_name: 'events' }]);
  // The same name means another delivery where it comes to another one.
  expect((await post(await connect('second'), sent)).status).toBe(202);
  expect(await events()).toHaveLength(before + 2);
});

it('answers the check of its address, and takes what is of no use without a trace', async () => {
  const before = await events();
  const check = await post(chat, signedBySlack(JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1aB' })));
  expect([check.status, check.headers.get('content-type'), await check.text()]).toEqual([
    200,
    'text/plain',
    '3eZbrw1aB',
  ]);
  expect((await post(chat, signedBySlack(callbackOf({ type: 'team_join' }, 'Ev2')))).status).toBe(202);
  expect(await events()).toEqual(before);
});

it('takes nothing from strangers', async () => {
  const before = await events();
  const good = signedBySlack(mention('Ev3'));
  const statusOf = async (id: string, sent: SentBySlack) => {
    const response = await post(id, sent);
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    for (const secret of [BOT_TOKEN, SIGNING_SECRET, 'gAAAAA']) expect(text).not.toContain(secret);
    return response.status;
  };
  expect(await statusOf(chat, signedBySlack(mention('Ev3'), { secret: 'another-secret-of-somebody' }))).toBe(401);
  expect(await statusOf(chat, signedBySlack(mention('Ev3'), { secondsAgo: 600 }))).toBe(401);
  expect(await statusOf(chat, { ...good, body: good.body.replace('hello', 'hallo') })).toBe(401);
  expect(await statusOf(chat, { method: 'POST', headers: {}, body: '{}' })).toBe(401);
  expect(await statusOf(chat, signedBySlack('no json'))).toBe(400);
  expect(await statusOf(chat, signedBySlack(mention('Ev3', 'x'.repeat(1024 * 1024))))).toBe(413);
  expect(await statusOf('00000000-0000-4000-8000-000000000000', good)).toBe(404);
  expect(await statusOf('not-an-id', good)).toBe(404);
  expect(await statusOf(await connect('off', { enabled: false }), good)).toBe(404);
  expect(await statusOf(await connect('teams', { type: 'teams' }), good)).toBe(404);
  expect(await statusOf(await connect('unreadable', { key: 'x'.repeat(64) }), good)).toBe(503);
  await rig.system.query('UPDATE installations SET is_active = false WHERE id = $1', [installation]);
  expect(await statusOf(chat, good)).toBe(404);
  await rig.system.query('UPDATE installations SET is_active = true WHERE id = $1', [installation]);
  expect(await events()).toEqual(before);
});

it('keeps no credential that comes back in an event, and what PostgreSQL cannot hold only by name', async () => {
  expect((await post(chat, signedBySlack(mention('Ev4', `${SIGNING_SECRET} \u0000 ${BOT_TOKEN}`)))).status).toBe(202);
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const body = mention('Ev5').replace('"hello"', deep);
  expect((await post(chat, signedBySlack(body))).status).toBe(202);
  const rows = await events();
  expect(JSON.stringify(rows)).not.toMatch(/8f742231b10e8888|canary-of-the-bot/);
  expect(rows.find(({ delivery_id }) => delivery_id === `${chat}:Ev5`)).toMatchObject({
    status: 'failed',
    payload: {},
  });
});

it('takes a press of a button of ours at once, by what it is about and not by what proves it', async () => {
  const target = { kind: 'approval', runId: '11111111-1111-4111-8111-111111111111', position: 2 } as const;
  const value = signButton(target, chat, KEYS);
  const press = async (given: string) => {
    const body = pressOf({ actionId: 'nectr:approve:0', value: given, at: String((nth += 1)) });
    return post(chat, signedBySlack(body, { type: FORM }));
  };
  const taken = await press(value);
  // Slack wants a bare 200 within three seconds.
  expect([taken.status, await taken.text()]).toEqual([200, '']);
  const row = (await events()).find(({ event_type: type }) => type === 'slack.interaction')!;
  expect(row).toMatchObject({ payload: { action: 'approve', user_id: 'U0000000001', target }, status: 'pending' });
  expect(JSON.stringify(row)).not.toContain(value.slice(-64));
  expect(await queued(row.id)).toHaveLength(1);

  const of = async () => (await events()).filter(({ event_type: type }) => type === 'slack.interaction').length;
  const before = await of();
  const [body = '', signature = ''] = value.split('.');
  const others = [
    signButton(target, '22222222-2222-4222-8222-222222222222', KEYS),
    signButton(target, chat, ['z'.repeat(64)]),
    `${Buffer.from(JSON.stringify({ ...target, position: 3 })).toString('base64url')}.${signature}`,
    `${body}.`,
    '',
  ];
  for (const other of others) expect((await press(other)).status).toBe(400);
  expect(await of()).toBe(before);
});

it('answers nothing with a fault of its own', () => expect(rig.errors).toEqual([]));
