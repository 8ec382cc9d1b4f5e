import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callOf, healthOf } from '../call-of.js';
import { slack } from '../../../src/integrations/slack/integration.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET, WEBHOOK_PATH } from './local-slack.js';

const HOOK = 'https://hooks.slack.com/services/T00000000/B00000000/canary';

describe('credentials', () => {
  it.each<[what: string, given: Record<string, unknown>, says: string | null]>([
    ['a webhook', { webhook_url: HOOK }, null],
    ['a bot', { bot_token: BOT_TOKEN }, null],
    ['a bot that takes answers', { bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET }, null],
    ['nothing', {}, 'either webhook_url or bot_token'],
    ['both', { bot_token: BOT_TOKEN, webhook_url: HOOK }, 'either webhook_url or bot_token'],
    ['a token of a person', { bot_token: 'xoxp-canary-0000000000' }, 'begins with xoxb-'],
    ['http', { webhook_url: HOOK.replace('https', 'http') }, 'https://'],
    ['another host', { webhook_url: 'https://canary.example.com/services/T/B/x' }, 'no incoming webhook of Slack'],
    ['another path', { webhook_url: 'https://hooks.slack.com/triggers/canary' }, 'no incoming webhook of Slack'],
    ['a password', { webhook_url: HOOK.replace('//', '//user:canary@') }, 'without a user and password'],
    ['no address', { webhook_url: 'canary' }, 'https://'],
    ['a key too many', { bot_token: BOT_TOKEN, token: 'canary' }, 'token'],
  ])('%s', (_, given, says) => {
    const { success, error } = slack.credentials.safeParse(given);
    expect(success).toBe(says === null);
    if (says !== null) expect(error?.message).toContain(says);
    expect(error?.message ?? '').not.toContain('canary');
  });

  it('and configuration have a JSON schema with what to give', () => {
    for (const schema of [slack.config, slack.credentials])
      expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
    expect(slack.config.parse({})).toEqual({ base_url: 'https://slack.com/api', channel: null });
  });
});

describe('health', () => {
  let server: LocalSlack;
  beforeEach(async () => {
    server = new LocalSlack();
    await server.start();
  });
  afterEach(() => server.stop());
  const call = (
    token = BOT_TOKEN,
    { channel = null as string | null, secret = undefined as string | undefined } = {},
  ) =>
    callOf(slack, {
      config: { base_url: `${server.url}/api/`, channel },
      credentials: { bot_token: token, signing_secret: secret },
    });

  it('is good where the token is and may do what is needed', async () => {
    expect(await healthOf(slack, call())).toEqual({ status: 'healthy', detail: null });
  });

  it.each<[scopes: string[], says: string]>([
    [['channels:history'], 'chat:write'],
    [['chat:write'], 'channels:history'],
  ])('lacks something with the scopes %j', async (scopes, says) => {
    server.scopes = scopes;
    expect(await healthOf(slack, call())).toEqual({ status: 'degraded', detail: expect.stringContaining(says) });
  });

  it.each<[scopes: string[], of: { channel?: string; secret?: string }, says: RegExp | null]>([
    [['users:read'], {}, null],
    [['users:read'], { secret: SIGNING_SECRET }, /Nobody who presses .* users:read\.email/],
    [[], { secret: SIGNING_SECRET }, /Nobody who presses/],
    [['users:read', 'users:read.email'], { secret: SIGNING_SECRET }, null],
    [[], { channel: '#payments' }, /by its name: channels:read/],
    [['groups:read'], { channel: '#payments' }, null],
    [[], { channel: 'C0123456789' }, null],
    [[], { channel: '#payments', secret: SIGNING_SECRET }, /by its name.*Nobody who presses/],
  ])('beside posting may %j, used with %j', async (scopes, of, says) => {
    server.scopes = ['chat:write', 'channels:history', ...scopes];
    const health = await healthOf(slack, call(BOT_TOKEN, of));
    if (says === null) expect(health).toEqual({ status: 'healthy', detail: null });
    else expect(health).toEqual({ status: 'degraded', detail: expect.stringMatching(says) });
  });

  it('is bad with a token that is refused, and without an answer', async () => {
    expect(await healthOf(slack, call('xoxb-0000000000-wrong'))).toMatchObject({ status: 'unhealthy' });
    server.fail('early 5xx');
    expect(await healthOf(slack, call())).toEqual({ status: 'unhealthy', detail: 'Slack answered 503.' });
    server.fail({ status: 429, headers: { 'retry-after': '1' } });
    expect(await healthOf(slack, call())).toMatchObject({ status: 'degraded' });
  });

  it('of a webhook is unknown, and nothing is asked', async () => {
    const hook = callOf(slack, { config: {}, credentials: { webhook_url: `${server.url}${WEBHOOK_PATH}` } });
    expect(await healthOf(slack, hook)).toEqual({ status: 'unknown', detail: null });
    expect(server.asked).toHaveLength(0);
  });

  it('people have e-mail addresses where the workspace tells them', async () => {
    expect(await slack.inbound!.emailOf!(call(), 'U0000000001')).toBe('dora@acme.dev');
    expect(await slack.inbound!.emailOf!(call(), 'U0000000002')).toBeNull();
    server.scopes = ['chat:write', 'users:read'];
    expect(await slack.inbound!.emailOf!(call(), 'U0000000001')).toBeNull();
    await expect(slack.inbound!.emailOf!(call(), 'U0000000009')).rejects.toMatchObject({ why: 'not-found' });
  });

  it.each([
    ['of another workspace, in a shared channel', { team_id: 'T2' }],
    ['nobody here knows', { is_stranger: true }],
    ['who left', { deleted: true }],
    ['whose address nobody confirmed', { is_email_confirmed: false }],
    ['of another enterprise', { team_id: 'T2', enterprise_user: { enterprise_id: 'E2' } }],
  ])('does not trust the e-mail of a person %s', async (_, more) => {
    server.users.push({ id: 'U0000000010', email: 'dora@acme.dev', ...more });
    expect(await slack.inbound!.emailOf!(call(), 'U0000000010')).toBeNull();
    expect(await slack.inbound!.emailOf!(call(), 'U0000000001')).toBe('dora@acme.dev');
  });
});
