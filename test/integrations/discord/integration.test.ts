import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allOf, callOf, errorOf, healthOf, messageOf } from '../call-of.js';
import { discord } from '../../../src/integrations/discord/integration.js';
import { ServiceLimitedError } from '../../../src/integrations/services/service-error.js';
import { LocalDiscord, THREAD_ID, TOKEN, WEBHOOK_URL } from './local-discord.js';

let server: LocalDiscord;
beforeEach(async () => {
  server = new LocalDiscord();
  await server.start();
});
afterEach(() => server.stop());

const call = (over: { url?: string; thread?: string; allowed?: string[] } = {}) =>
  callOf(discord, {
    config: { base_url: server.url, thread_id: over.thread ?? null },
    credentials: { webhook_url: over.url ?? WEBHOOK_URL },
    ...(over.allowed !== undefined && { allowed: over.allowed }),
  });
const { send, edit } = discord.messages!;

describe('a message', () => {
  it('is an embed that mentions nobody, and has an id', async () => {
    const sent = await send(
      call(),
      messageOf({
        title: 'Payments need two people',
        text: '# Why\n\nSee **[#12](https://github.com/acme/shop/pull/12)**, `a*b` @everyone <@123>\n\n> quoted\n\n1. *.ts and *.js',
        url: 'https://github.com/acme/shop/pull/12',
        level: 'error',
        fields: [{ name: 'Author', value: '<@&42> dora_x' }],
        buttons: [{ action: 'approve', label: 'Approve', value: '1' }],
      }),
      'k',
    );
    const [stored] = server.messages;
    expect(sent).toEqual({ id: stored?.id, url: null });
    expect(stored?.body).toEqual({
      embeds: [
        {
          title: 'Payments need two people',
          url: 'https://github.com/acme/shop/pull/12',
          description:
            '# Why\n\nSee **[#12](https://github.com/acme/shop/pull/12)**, `a*b` \\@everyone \\<\\@123>\n\n> quoted\n\n1. \\*.ts and \\*.js',
          color: 0xcf222e,
          fields: [{ name: 'Author', value: '\\<\\@&42> dora\\_x', inline: true }],
        },
      ],
      allowed_mentions: { parse: [] },
    });
  });

  it.each([
    ['long words', 'word '.repeat(20_000)],
    ['emojis', '😀'.repeat(9000)],
    ['what grows when it is escaped', '*_~<@'.repeat(4000)],
    ['code', `\`\`\`ts\n${'const a = "<b>";\n'.repeat(390)}\`\`\``],
  ])('fits into the limits: %s', async (_, text) => {
    const fields = Array.from({ length: 60 }, (__, index) => ({ name: `n_${index}`, value: '_'.repeat(3000) }));
    await send(call(), messageOf({ title: '_'.repeat(400), text, fields }), 'k');
    const [embed] = server.messages[0]?.body.embeds ?? [];
    expect(embed?.description).toContain('…');
    expect(embed?.description).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    expect((embed?.description?.match(/```/g) ?? []).length % 2).toBe(0);
  });

  it.each([
    ['nothing', messageOf({ text: '' })],
    ['empty fields', messageOf({ text: '', fields: [{ name: ' ', value: '' }] })],
    ['an address that is none', messageOf({ title: 'x', url: 'javascript:alert(1)' })],
  ])('is taken with %s', async (_, message) => {
    await send(call(), message, 'k');
    expect(server.messages).toHaveLength(1);
  });

  it('is written anew by its id', async () => {
    const { id } = await send(call(), messageOf({ text: 'Waiting' }), 'k');
    await edit!(call(), messageOf({ text: 'Approved' }), id!);
    expect(server.messages).toMatchObject([{ body: { embeds: [{ description: 'Approved' }] } }]);
    expect(await errorOf(edit!(call(), messageOf(), '1400000000000000099'))).toMatchObject({ why: 'not-found' });
    expect(await errorOf(edit!(call(), messageOf(), '../x'))).toMatchObject({ why: 'not-found' });
    expect(server.asked.some(({ url }) => url.pathname.includes('x'))).toBe(false);
  });

  it('goes into a thread of the channel, and nowhere else', async () => {
    server.isForum = true;
    expect(await errorOf(send(call(), messageOf(), 'k'))).toMatchObject({
      why: 'invalid',
      message: expect.stringContaining('forum'),
    });
    await send(call(), messageOf({ to: THREAD_ID }), 'k');
    await send(call({ thread: THREAD_ID }), messageOf(), 'k');
    expect(server.messages.map(({ thread }) => thread)).toEqual([THREAD_ID, THREAD_ID]);
    expect(await errorOf(send(call(), messageOf({ to: '#general' }), 'k'))).toMatchObject({ why: 'invalid' });
    expect(await errorOf(send(call(), messageOf({ to: '999999999999999999' }), 'k'))).toMatchObject({
      why: 'not-found',
    });
  });
});

describe('what goes wrong', () => {
  it('a webhook is deleted, or its token wrong', async () => {
    const wrong = call({ url: WEBHOOK_URL.replace('canary', 'CANARY') });
    expect(await errorOf(send(wrong, messageOf(), 'k'))).toMatchObject({ why: 'credentials' });
    expect(await healthOf(discord, wrong)).toMatchObject({ status: 'unhealthy' });
    server.isDeleted = true;
    expect(await errorOf(send(call(), messageOf(), 'k'))).toMatchObject({
      why: 'not-found',
      message: 'Discord does not find it: the webhook was deleted: create a new one',
    });
    expect(await healthOf(discord, call())).toMatchObject({
      status: 'unhealthy',
      detail: expect.stringContaining('create a new one'),
    });
  });

  it('limits last as long as the body says, or a header', async () => {
    server.isLimited = true;
    const start = Date.now();
    const waits = async () => {
      const error = await errorOf(send(call(), messageOf(), 'k'));
      expect(error).toBeInstanceOf(ServiceLimitedError);
      return (error as ServiceLimitedError).until.getTime() - start;
    };
    for (let at = 0; at < 5; at++) await send(call(), messageOf(), 'k');
    const byBody = await waits();
    expect(byBody).toBeGreaterThanOrEqual(64_570);
    expect(byBody).toBeLessThan(70_000);
    server.fail({ status: 429, headers: { 'x-ratelimit-reset-after': '12.5' }, body: 'error code: 1015' });
    const byHeader = await waits();
    expect(byHeader).toBeGreaterThanOrEqual(12_500);
    expect(byHeader).toBeLessThan(18_000);
    server.fail({ status: 429, headers: { 'retry-after': '1336' }, body: 'error code: 1015' });
    expect(await waits()).toBeGreaterThanOrEqual(1_336_000);
    server.fail({ status: 429, body: { message: 'You are being rate limited.', retry_after: 3.5, global: true } });
    const byBodyAlone = await waits();
    expect(byBodyAlone).toBeGreaterThanOrEqual(3500);
    expect(byBodyAlone).toBeLessThan(9000);
    expect(server.messages).toHaveLength(5);
  });

  it.each(['lost', 'late 5xx', 'garbled'] as const)(
    '%s: it may have been posted, which nobody can look up',
    async (trouble) => {
      server.fail(trouble);
      expect(await errorOf(send(call(), messageOf(), 'k'))).toMatchObject({ mayBeDone: true });
      expect(server.messages).toHaveLength(1);
      expect(discord.messages!.find).toBeUndefined();
    },
  );

  it('health is asked without posting', async () => {
    expect(await healthOf(discord, call())).toEqual({ status: 'healthy', detail: null });
    server.type = 2;
    expect(await healthOf(discord, call())).toMatchObject({ status: 'unhealthy' });
    server.fail('early 5xx');
    expect(await healthOf(discord, call())).toMatchObject({ status: 'unhealthy', detail: 'Discord answered 503.' });
    expect(server.messages).toHaveLength(0);
  });

  it('the address stands in no error', async () => {
    const statuses = [301, 302, 400, 401, 403, 404, 413, 429, 500].map((status) => ({
      status,
      headers: { location: `https://discord.com/api/webhooks/${TOKEN}` },
      body: { code: 0, message: `no: ${TOKEN}` },
    }));
    const calls = [() => send(call(), messageOf(), 'k'), () => edit!(call(), messageOf(), '1400000000000000099')];
    for (const trouble of [...statuses, 'lost', 'late 5xx', 'garbled'] as const)
      for (const one of calls) {
        server.fail(trouble);
        expect(allOf(await errorOf(one()))).not.toContain('canary');
      }
    expect(allOf(await errorOf(send(call({ allowed: [] }), messageOf(), 'k')))).not.toContain('canary');
    await server.stop();
    expect(allOf(await errorOf(send(call(), messageOf(), 'k')))).not.toContain('canary');
    expect(JSON.stringify(await healthOf(discord, call()))).not.toContain('canary');
  });
});

describe('settings', () => {
  it.each<[what: string, url: string, isGood: boolean]>([
    ['an address', WEBHOOK_URL, true],
    ['one with a version', WEBHOOK_URL.replace('/api/', '/api/v10/'), true],
    ['one of a test client', WEBHOOK_URL.replace('discord.com', 'canary.discord.com'), true],
    ['http', WEBHOOK_URL.replace('https', 'http'), false],
    ['another host', WEBHOOK_URL.replace('discord.com', 'discord.com.example.com'), false],
    ['another path', 'https://discord.com/channels/1/canary', false],
    ['its form for Slack', `${WEBHOOK_URL}/slack`, false],
  ])('%s', (_, url, isGood) => {
    const { success, error } = discord.credentials.safeParse({ webhook_url: url });
    expect(success).toBe(isGood);
    expect(error?.message ?? '').not.toContain('canary');
  });

  it('have a JSON schema and a default', () => {
    expect(discord.config.parse({})).toEqual({ base_url: 'https://discord.com/api/v10', thread_id: null });
    expect(z.toJSONSchema(discord.credentials, { io: 'input' })).toMatchObject({ required: ['webhook_url'] });
  });
});
