import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Received } from '../../../src/integrations/services/integration-type.js';
import { slack } from '../../../src/integrations/slack/integration.js';
import { BOT_TOKEN, SIGNING_SECRET } from './local-slack.js';

/** The example of https://docs.slack.dev/authentication/verifying-requests-from-slack, as it stands there. */
const EXAMPLE = {
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};
const FORM = 'application/x-www-form-urlencoded';
const NOW = 1_750_000_000;

interface Given {
  body: string | Buffer;
  type?: string;
  timestamp?: string | null;
  signature?: string | null;
  secret?: string | undefined;
  headers?: Record<string, string>;
  now?: number;
}

function receive({ body, type = 'application/json', timestamp = String(NOW), now = NOW, ...given }: Given): Received {
  const { signature = sign(body, timestamp ?? ''), headers = {} } = given;
  const secret = 'secret' in given ? given.secret : SIGNING_SECRET;
  return slack.inbound!.receive(
    {
      method: 'POST',
      headers: new Headers({
        'content-type': type,
        ...(timestamp !== null && { 'x-slack-request-timestamp': timestamp }),
        ...(signature !== null && { 'x-slack-signature': signature }),
        ...headers,
      }),
      body: Buffer.from(body),
      now: new Date(now * 1000),
    },
    {
      config: slack.config.parse({}),
      credentials: slack.credentials.parse({
        bot_token: BOT_TOKEN,
        ...(secret !== undefined && { signing_secret: secret }),
      }),
    },
  );
}

function sign(body: string | Buffer, timestamp: string, secret = SIGNING_SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

const callback = (event: Record<string, unknown>, over: Record<string, unknown> = {}) =>
  JSON.stringify({
    token: 'XXYYZZ-canary',
    team_id: 'T123ABC456',
    api_app_id: 'A123ABC456',
    event,
    type: 'event_callback',
    event_id: 'Ev123ABC456',
    event_time: 1234567890,
    authorizations: [{ team_id: 'T123ABC456', user_id: 'U9', is_bot: true }],
    ...over,
  });
const message = {
  type: 'message',
  channel: 'C2147483705',
  user: 'U2147483697',
  text: 'Hello ☃',
  ts: '1355517523.000005',
};

describe('a signature', () => {
  it('of Slack’s own example holds', () => {
    const { timestamp, body, signature } = EXAMPLE;
    const now = Number(timestamp);
    expect(receive({ body, type: FORM, timestamp, signature, now })).toMatchObject({ kind: 'ignored' });
    expect(receive({ body, type: FORM, timestamp, signature, now: now + 300 })).toMatchObject({ kind: 'ignored' });
  });

  it.each<[what: string, given: Partial<Given>]>([
    ['that is missing', { signature: null }],
    ['that is empty', { signature: '' }],
    ['of another body', { body: `${EXAMPLE.body}&x=1`, signature: EXAMPLE.signature }],
    ['of another secret', { signature: sign(EXAMPLE.body, String(NOW), 'f'.repeat(32)) }],
    ['without its version', { signature: sign(EXAMPLE.body, String(NOW)).slice(3) }],
    ['of a later version', { signature: sign(EXAMPLE.body, String(NOW)).replace('v0', 'v1') }],
    ['that is cut', { signature: sign(EXAMPLE.body, String(NOW)).slice(0, -2) }],
    ['with a time that is missing', { timestamp: null }],
    ['with a time that is none', { timestamp: 'soon' }],
    ['with a time in hexadecimals', { timestamp: '0x684ed180' }],
    ['that is older than five minutes', { now: NOW + 301 }],
    ['from the future', { now: NOW - 301 }],
    ['sent again with a new time', { timestamp: String(NOW), signature: sign(EXAMPLE.body, String(NOW - 600)) }],
    ['where there is no secret', { secret: undefined }],
  ])('%s is refused', (_, given) => {
    const answer = receive({ body: EXAMPLE.body, type: FORM, ...given });
    expect(answer).toMatchObject({ kind: 'refused', status: 401 });
    expect(JSON.stringify(answer)).not.toContain(SIGNING_SECRET);
  });

  it('is looked at before the body is read', () => {
    expect(receive({ body: '{', signature: null })).toMatchObject({ status: 401 });
    expect(receive({ body: '{' })).toMatchObject({ kind: 'refused', status: 400 });
    expect(receive({ body: '[1]' })).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('holds for bytes that are no UTF-8, and for a megabyte', () => {
    expect(receive({ body: Buffer.from([0xff, 0xfe, 0x00]) })).toMatchObject({ status: 400 });
    const text = '雪'.repeat(300_000);
    expect(receive({ body: callback({ ...message, text }) })).toMatchObject({
      kind: 'event',
      payload: { event: { text } },
    });
  });
});

describe('the Events API', () => {
  it('has its address verified', () => {
    const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
    const body = JSON.stringify({ token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl', challenge, type: 'url_verification' });
    expect(receive({ body })).toEqual({ kind: 'answer', status: 200, contentType: 'text/plain', body: challenge });
    expect(receive({ body, signature: null })).toMatchObject({ kind: 'refused', status: 401 });
    expect(receive({ body: '{"type":"url_verification"}' })).toMatchObject({ status: 400 });
  });

  it.each<[event: Record<string, unknown>, type: string]>([
    [message, 'slack.message'],
    [{ ...message, subtype: 'thread_broadcast' }, 'slack.message'],
    [{ ...message, type: 'app_mention', text: '<@U0LAN0Z89> is it everything?' }, 'slack.app_mention'],
    [
      {
        type: 'reaction_added',
        user: 'U123ABC456',
        reaction: 'thumbsup',
        item_user: 'U222222222',
        item: { type: 'message', channel: 'C123ABC456', ts: '1360782400.498405' },
        event_ts: '1360782804.083113',
      },
      'slack.reaction_added',
    ],
  ])('brings events: %#', (event, type) => {
    const received = receive({ body: callback(event) });
    expect(received).toEqual({
      kind: 'event',
      type,
      deliveryId: 'Ev123ABC456',
      payload: { team_id: 'T123ABC456', event },
    });
    expect(Object.keys(slack.events)).toContain(type);
    // The old token for verification is a secret.
    expect(JSON.stringify(received)).not.toContain('canary');
  });

  it('sends again what it takes for lost: the delivery is the same', () => {
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    expect(receive({ body: callback(message), headers, timestamp: String(NOW + 60), now: NOW + 60 })).toMatchObject({
      kind: 'event',
      deliveryId: 'Ev123ABC456',
    });
  });

  it.each<[what: string, body: string]>([
    ['what the app wrote', callback({ ...message, bot_id: 'B1', app_id: 'A123ABC456' })],
    ['what its bot wrote', callback({ ...message, bot_profile: { app_id: 'A123ABC456' } })],
    ['a change', callback({ type: 'message', subtype: 'message_changed', channel: 'C1', message })],
    ['a deletion', callback({ type: 'message', subtype: 'message_deleted', channel: 'C1' })],
    ['an event of no use', callback({ type: 'team_join', user: { id: 'U1' } })],
    ['an event by a strange name', callback({ type: '__proto__' })],
    ['a limit', JSON.stringify({ type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1518467820 })],
    ['nothing', '{}'],
  ])('%s starts nothing', (_, body) => {
    expect(receive({ body })).toMatchObject({ kind: 'ignored' });
  });

  it.each(['{"type":"event_callback"}', callback({ ...message, type: 7 }), callback(message, { event_id: '' })])(
    'refuses what is of no documented form: %#',
    (body) => expect(receive({ body })).toMatchObject({ kind: 'refused', status: 400 }),
  );
});

describe('interactivity', () => {
  /** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload#examples, with a button of ours. */
  const press = (over: Record<string, unknown> = {}) =>
    new URLSearchParams({
      payload: JSON.stringify({
        type: 'block_actions',
        team: { id: 'T9TK3CUKW', domain: 'example' },
        user: { id: 'UA8RXUSPL', username: 'jtorrance', team_id: 'T9TK3CUKW' },
        api_app_id: 'AABA1ABCD',
        token: '9s8d9as89d8as9d8as989-canary',
        container: { type: 'message', message_ts: '1548261231.000200', channel_id: 'CBR2V3XEX', is_ephemeral: false },
        trigger_id: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
        channel: { id: 'CBR2V3XEX', name: 'review-updates' },
        response_url: 'https://hooks.slack.com/actions/AABA1ABCD/1232321423432/canary',
        actions: [
          { action_id: 'WaXA', block_id: '=qXel', value: 'other', type: 'button', action_ts: '1548426417.840180' },
          {
            action_id: 'nectr:reject:1',
            block_id: 'x',
            value: 'run-1 ☃',
            type: 'button',
            action_ts: '1548426417.840181',
          },
        ],
        ...over,
      }),
    }).toString();

  it('brings the press of a button of ours', () => {
    const received = receive({ body: press(), type: FORM });
    expect(received).toEqual({
      kind: 'interaction',
      deliveryId: 'press:UA8RXUSPL:1548261231.000200:1548426417.840181',
      action: 'reject',
      value: 'run-1 ☃',
      userId: 'UA8RXUSPL',
      payload: { team_id: 'T9TK3CUKW', user_name: 'jtorrance', message_id: 'CBR2V3XEX/1548261231.000200' },
    });
    expect(JSON.stringify(received)).not.toContain('canary');
  });

  it('of other buttons and kinds starts nothing', () => {
    const actions = [{ action_id: 'nectr:delete:1', value: 'x', type: 'button', action_ts: '1.2' }];
    expect(receive({ body: press({ actions }), type: FORM })).toMatchObject({ kind: 'ignored' });
    expect(receive({ body: press({ type: 'view_submission' }), type: FORM })).toMatchObject({ kind: 'ignored' });
    expect(receive({ body: 'ssl_check=1&token=x', type: FORM })).toMatchObject({ kind: 'ignored' });
    expect(receive({ body: 'payload=%7B', type: FORM })).toMatchObject({ kind: 'refused', status: 400 });
    expect(receive({ body: press({ user: {} }), type: FORM })).toMatchObject({ kind: 'refused', status: 400 });
  });
});
