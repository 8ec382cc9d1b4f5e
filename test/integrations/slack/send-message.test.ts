import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ServiceLimitedError,
  ServiceRefusedError,
  ServiceUnavailableError,
} from '../../../src/integrations/services/service-error.js';
import { allOf, callOf, errorOf, healthOf, messageOf } from '../call-of.js';
import { slack } from '../../../src/integrations/slack/integration.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET, WEBHOOK_PATH } from './local-slack.js';

let server: LocalSlack;
beforeEach(async () => {
  server = new LocalSlack();
  await server.start();
});
afterEach(() => server.stop());

const bot = (over: { token?: string; secret?: string | null; channel?: string | null } = {}) =>
  callOf(slack, {
    config: { base_url: `${server.url}/api`, channel: over.channel === undefined ? 'C0123456789' : over.channel },
    credentials: {
      bot_token: over.token ?? BOT_TOKEN,
      ...(over.secret === null ? {} : { signing_secret: over.secret ?? SIGNING_SECRET }),
    },
  });
const webhook = (more: { signing_secret?: string } = {}) =>
  callOf(slack, { config: {}, credentials: { webhook_url: `${server.url}${WEBHOOK_PATH}`, ...more } });
const { send, find, edit } = slack.messages!;

describe('a message by the bot', () => {
  it('is blocks with its title, words, fields, link and buttons', async () => {
    const sent = await send(
      bot(),
      messageOf({
        title: 'Payments need two people',
        text: 'See **[#12](https://github.com/acme/shop/pull/12)** & `<b>`.\n\n- a\n- b',
        url: 'https://github.com/acme/shop/pull/12',
        level: 'warning',
        fields: [{ name: 'Author', value: 'dora <!channel>' }],
        buttons: [
          { action: 'approve', label: 'Approve', value: 'run-1' },
          { action: 'reject', label: 'Reject', value: 'run-1' },
        ],
      }),
      'run-1:notify',
    );
    const [stored] = server.messages;
    expect(sent).toEqual({ id: `C0123456789/${stored?.ts}`, url: null });
    expect(stored?.text).toBe('⚠️ Payments need two people');
    expect(stored?.metadata).toEqual({ event_type: 'nectr_message', event_payload: { key: 'run-1:notify' } });
    expect(stored?.blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', text: '⚠️ Payments need two people', emoji: true } },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          verbatim: true,
          text: 'See *<https://github.com/acme/shop/pull/12|#12>* &amp; `&lt;b&gt;`.\n\n• a\n• b',
        },
      },
      { type: 'section', fields: [{ type: 'mrkdwn', verbatim: true, text: '*Author*\ndora &lt;!channel&gt;' }] },
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', verbatim: true, text: '<https://github.com/acme/shop/pull/12|Open>' }],
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'nectr:approve:0',
            text: { type: 'plain_text', text: 'Approve', emoji: true },
            value: 'run-1',
            style: 'primary',
          },
          {
            type: 'button',
            action_id: 'nectr:reject:1',
            text: { type: 'plain_text', text: 'Reject', emoji: true },
            value: 'run-1',
            style: 'danger',
          },
        ],
      },
    ]);
  });

  it('has no buttons where nobody takes their answers', async () => {
    await send(bot({ secret: null }), messageOf({ buttons: [{ action: 'approve', label: 'Yes', value: '1' }] }), 'k');
    expect(server.messages[0]?.blocks.map(({ type }) => type)).toEqual(['section']);
  });

  it.each<[to: string | null, channel: string]>([
    [null, 'C0123456789'],
    ['#payments', 'C0123456789'],
    ['dora@acme.dev', 'D0000000001'],
    ['U0000000002', 'D0000000002'],
  ])('to %s goes to %s, where a lookup sees it', async (to, channel) => {
    const message = messageOf({ to });
    expect(await find!(bot(), message, 'k')).toBeNull();
    const sent = await send(bot(), message, 'k');
    expect(sent.id).toMatch(new RegExp(`^${channel}/\\d+\\.\\d+$`));
    expect(await find!(bot(), message, 'k')).toEqual(sent);
    expect(await find!(bot(), message, 'another')).toBeNull();
  });

  it.each([
    ['very long words', 'word '.repeat(20_000)],
    ['one word without an end', 'x'.repeat(20_000)],
    ['emojis', '😀'.repeat(9000)],
    ['what grows when it is escaped', '<&>'.repeat(6000)],
    ['code', `\`\`\`ts\n${'const a = "<b>";\n'.repeat(350)}\`\`\``],
    ['a list', '- [a link](https://acme.dev/a) and **more** of it\n'.repeat(390)],
  ])('fits into Slack’s limits: %s', async (_, text) => {
    const fields = Array.from({ length: 60 }, (__, index) => ({ name: `n${index}`, value: 'v'.repeat(3000) }));
    const message = messageOf({ title: 'ß'.repeat(400), text, fields, url: 'https://acme.dev' });
    await send(bot(), message, 'k');
    const blocks = JSON.stringify(server.messages[0]?.blocks);
    expect(blocks).toContain('…');
    expect(blocks).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });

  it('is written anew by its id, and keeps what it is found by', async () => {
    const sent = await send(bot(), messageOf({ title: 'Waiting' }), 'k');
    await edit!(bot(), messageOf({ title: 'Approved by dora' }), sent.id!);
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]?.text).toBe('Approved by dora');
    expect(await find!(bot(), messageOf(), 'k')).toEqual(sent);
    expect(await errorOf(edit!(bot(), messageOf(), 'C0123456789/1.2'))).toMatchObject({ why: 'not-found' });
  });
});

describe('an answer that is lost', () => {
  it.each(['lost', 'late 5xx', 'garbled'] as const)('%s: the message is found, and was sent once', async (trouble) => {
    server.fail(trouble);
    const error = await errorOf(send(bot(), messageOf(), 'run-1'));
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect(error).toMatchObject({ mayBeDone: true });
    expect(await find!(bot(), messageOf(), 'run-1')).toEqual({
      id: `C0123456789/${server.messages[0]?.ts}`,
      url: null,
    });
    expect(server.messages).toHaveLength(1);
  });

  it('before anything was done: nothing is found', async () => {
    server.fail('early 5xx');
    expect(await errorOf(send(bot(), messageOf(), 'run-1'))).toMatchObject({ mayBeDone: true });
    expect(await find!(bot(), messageOf(), 'run-1')).toBeNull();
  });

  it('is found behind hundreds of newer messages, and not among those of other apps', async () => {
    await send(bot(), messageOf(), 'run-1');
    const [sent] = server.messages.splice(0);
    const metadata = { event_type: 'task_created', event_payload: { key: 'run-1' } };
    for (let at = 0; at < 320; at++) server.add('C0123456789', 5, at % 3 === 0 ? { metadata } : {});
    expect(await find!(bot(), messageOf(), 'run-1')).toBeNull();
    server.messages.push({ ...sent!, ts: `${Math.floor(Date.now() / 1000) - 3600}.000001` });
    expect(await find!(bot(), messageOf(), 'run-1')).not.toBeNull();
  });

  it('is not looked for among what is older than three days', async () => {
    for (let at = 0; at < 2100; at++) server.add('C0123456789', 3 * 86_400 + 60);
    expect(await find!(bot(), messageOf(), 'run-1')).toBeNull();
  });

  it('is not said to be missing where there is too much to read', async () => {
    for (let at = 0; at < 2100; at++) server.add('C0123456789', 5);
    expect(await errorOf(find!(bot(), messageOf(), 'run-1'))).toMatchObject({
      why: 'invalid',
      message: expect.stringContaining('too many messages'),
    });
  });

  it('cannot be looked up without the scope, which is named', async () => {
    server.scopes = ['chat:write'];
    expect(await errorOf(find!(bot(), messageOf(), 'run-1'))).toMatchObject({
      why: 'permission',
      message: expect.stringContaining('channels:history'),
    });
  });
});

describe('a refusal of Slack', () => {
  it.each<[what: string, call: () => Promise<unknown>, why: string, says: string]>([
    [
      'a wrong token',
      () => send(bot({ token: 'xoxb-0000000000-wrong' }), messageOf(), 'k'),
      'credentials',
      'invalid_auth',
    ],
    ['no channel', () => send(bot({ channel: null }), messageOf(), 'k'), 'invalid', 'name a channel'],
    ['an unknown channel', () => send(bot(), messageOf({ to: '#nowhere' }), 'k'), 'not-found', 'no such channel'],
    ['a channel without the app', () => send(bot(), messageOf({ to: '#general' }), 'k'), 'permission', '/invite'],
    ['an archived channel', () => send(bot(), messageOf({ to: '#old' }), 'k'), 'not-found', 'archived'],
    ['an unknown person', () => send(bot(), messageOf({ to: 'eve@acme.dev' }), 'k'), 'not-found', 'e-mail'],
    [
      'too long a value',
      () => send(bot(), messageOf({ buttons: [{ action: 'approve', label: 'x', value: 'v'.repeat(2001) }] }), 'k'),
      'invalid',
      '2000',
    ],
  ])('%s', async (_, call, why, says) => {
    const error = await errorOf(call());
    expect(error).toBeInstanceOf(ServiceRefusedError);
    expect(error).toMatchObject({ why, message: expect.stringContaining(says) });
    expect(server.messages).toHaveLength(0);
  });

  it.each<[error: string, why: string]>([
    ['token_revoked', 'credentials'],
    ['account_inactive', 'credentials'],
    ['token_expired', 'credentials'],
    ['ekm_access_denied', 'permission'],
    ['something_new', 'invalid'],
    [`<script>${'x'.repeat(500)}`, 'invalid'],
  ])('%s is a refusal: %s', async (told, why) => {
    server.tokenTrouble = told;
    const error = await errorOf(send(bot(), messageOf(), 'k'));
    expect(error).toMatchObject({ name: 'ServiceRefusedError', why });
    expect(allOf(error)).not.toContain('<script>');
  });

  it('a missing scope is named', async () => {
    server.scopes = ['channels:history'];
    expect(await errorOf(send(bot(), messageOf(), 'k'))).toMatchObject({
      why: 'permission',
      message: expect.stringContaining('chat:write'),
    });
  });

  it('a fault of Slack is none: it may have been done', async () => {
    server.tokenTrouble = 'fatal_error';
    expect(await errorOf(send(bot(), messageOf(), 'k'))).toMatchObject({
      name: 'ServiceUnavailableError',
      mayBeDone: true,
    });
  });

  it('a limit is one, by the header and by the word', async () => {
    server.fail({ status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } });
    const start = Date.now();
    const error = await errorOf(send(bot(), messageOf(), 'k'));
    expect(error).toBeInstanceOf(ServiceLimitedError);
    expect((error as ServiceLimitedError).until.getTime() - start).toBeGreaterThanOrEqual(30_000);
    expect((error as ServiceLimitedError).until.getTime() - start).toBeLessThan(35_000);
    server.tokenTrouble = 'ratelimited';
    expect(await errorOf(send(bot(), messageOf(), 'k'))).toBeInstanceOf(ServiceLimitedError);
  });
});

describe('an incoming webhook', () => {
  it('posts to its channel, without buttons, whose presser it could not tell, and is not looked up', async () => {
    const buttons = [{ action: 'approve', label: 'Yes', value: '1' }] as const;
    expect(await send(webhook(), messageOf({ title: 'Hi', buttons }), 'k')).toEqual({ id: null, url: null });
    expect(server.messages).toMatchObject([{ text: 'Hi', blocks: [{ type: 'header' }, { type: 'section' }] }]);
    await send(webhook({ signing_secret: SIGNING_SECRET }), messageOf({ buttons }), 'k');
    expect(server.messages.at(-1)).toMatchObject({ blocks: [{ type: 'section' }] });
    expect(server.messages.at(-1)?.blocks).toHaveLength(1);
    expect(await errorOf(find!(webhook(), messageOf(), 'k'))).toMatchObject({ name: 'ServiceRefusedError' });
    expect(await errorOf(send(webhook(), messageOf({ to: '#other' }), 'k'))).toMatchObject({ why: 'invalid' });
  });

  it.each<[status: number, body: string, why: string, says: string]>([
    [400, 'invalid_payload', 'invalid', 'cannot read'],
    [403, 'action_prohibited', 'permission', 'does not let'],
    [404, 'channel_not_found', 'not-found', 'deleted'],
    [410, 'channel_is_archived', 'not-found', 'archived'],
    [404, 'no_service', 'not-found', 'create a new one'],
    [403, '<html>proxy of acme</html>', 'permission', 'does not allow it'],
  ])('says why it refuses: %i %s', async (status, body, why, says) => {
    server.fail({ status, body });
    const error = await errorOf(send(webhook(), messageOf(), 'k'));
    expect(error).toMatchObject({ why, message: expect.stringContaining(says) });
    expect(allOf(error)).not.toContain('proxy of acme');
  });

  it('may have posted where its answer was lost', async () => {
    server.fail('lost', 'late 5xx', 'garbled');
    for (let at = 0; at < 3; at++)
      expect(await errorOf(send(webhook(), messageOf(), 'k'))).toMatchObject({ mayBeDone: true });
    expect(server.messages).toHaveLength(3);
  });
});

describe('secrets', () => {
  const SECRETS = ['canary', BOT_TOKEN, SIGNING_SECRET, WEBHOOK_PATH];

  it('stand in no error, whatever goes wrong', async () => {
    const troubles = ['lost', 'late 5xx', 'garbled', 'early 5xx'] as const;
    const statuses = [301, 400, 401, 403, 404, 410, 413, 429, 500].map((status) => ({
      status,
      headers: { location: `${server.url}${WEBHOOK_PATH}` },
      // Some proxies repeat what they were asked.
      body: `no: ${BOT_TOKEN} ${server.url}${WEBHOOK_PATH}`,
    }));
    for (const trouble of [...troubles, ...statuses])
      for (const call of [bot(), webhook()]) {
        server.fail(trouble);
        const said = allOf(await errorOf(send(call, messageOf(), 'k')));
        for (const secret of SECRETS) expect(said).not.toContain(secret);
      }
    await server.stop();
    const refused = callOf(slack, {
      config: { base_url: `${server.url}/api`, channel: 'C0123456789' },
      credentials: { webhook_url: `${server.url}${WEBHOOK_PATH}` },
      allowed: [],
    });
    for (const call of [bot(), webhook(), refused]) {
      const error = await errorOf(send(call, messageOf(), 'k'));
      for (const secret of SECRETS) expect(allOf(error)).not.toContain(secret);
      expect(JSON.stringify(await healthOf(slack, call))).not.toContain('canary');
    }
  });
});

describe('a thread', () => {
  const place = 'C0123456789';
  const inThread = (thread: string) => messageOf({ text: 'more of it', thread });

  it('takes what belongs together, and what went to it is found there', async () => {
    const first = await send(bot(), messageOf({ text: 'it begins' }), 'run-1');
    const reply = await send(bot(), inThread(first.id!), 'run-2');
    const [root, answer] = server.messages;
    expect([root?.thread, answer?.thread]).toEqual([undefined, root?.ts]);
    expect(await find!(bot(), inThread(first.id!), 'run-2')).toEqual(reply);
    expect(await find!(bot(), inThread(first.id!), 'run-3')).toBeNull();
  });

  it('whose answer was lost finds the message that began before the thread was known', async () => {
    const lost = await send(bot(), messageOf({ text: 'sent before' }), 'run-1');
    const first = await send(bot(), messageOf({ text: 'it begins' }), 'run-2');
    expect(await find!(bot(), inThread(first.id!), 'run-1')).toEqual(lost);
  });

  it('that was deleted is begun anew, and nothing is found in it', async () => {
    const gone = `${place}/1700000000.000001`;
    expect(await find!(bot(), inThread(gone), 'run-1')).toBeNull();
    await send(bot(), inThread(gone), 'run-1');
    expect(server.messages.map(({ thread }) => thread)).toEqual([undefined]);
  });
});
