import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { linear } from '../../../src/integrations/linear/integration.js';

const SECRET = 'lin_wh_secret';
const SENT = 1_676_056_940_508;

/** From https://linear.app/developers/webhooks */
const COMMENT = {
  action: 'create',
  actor: { id: 'b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba', type: 'user', name: 'Carl', email: 'carl@example.com' },
  createdAt: '2020-01-23T12:53:18.084Z',
  data: {
    id: '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9',
    createdAt: '2020-01-23T12:53:18.084Z',
    updatedAt: '2020-01-23T12:53:18.084Z',
    archivedAt: null,
    body: 'Indeed, I think this is definitely an improvement over the previous version. 支払い 🧾',
    issueId: '539068e2-ae88-4d09-bd75-22eb4a59612f',
    userId: 'b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba',
  },
  type: 'Comment',
  url: 'https://linear.app/issue/LIN-1778/foo-bar#comment-77217de3',
  organizationId: '8a7c5bc3-5d67-4b0b-9f0f-ea1cd5a0d3a1',
  webhookId: '000042e3-d123-4980-b49f-8e140eef9329',
  webhookTimestamp: SENT,
};

function receive(
  body: unknown,
  {
    secret = SECRET,
    signed = JSON.stringify(body),
    signature = createHmac('sha256', SECRET).update(signed).digest('hex') as string | null,
    delivery = '234d1a4e-b617-4388-90fe-adc3633d6b72' as string | null,
    later = 500,
  } = {},
) {
  const headers = new Headers({ 'linear-event': 'Comment' });
  if (signature !== null) headers.set('Linear-Signature', signature);
  if (delivery !== null) headers.set('Linear-Delivery', delivery);
  return linear.inbound?.receive(
    {
      method: 'POST',
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      now: new Date(SENT + later),
    },
    {
      config: linear.config.parse({ team: 'ENG' }),
      credentials: linear.credentials.parse({ api_key: 'lin_api_1', webhook_secret: secret }),
    },
  );
}

describe('receive', () => {
  it('takes what is signed and new', () => {
    expect(receive(COMMENT)).toEqual({
      kind: 'event',
      type: 'linear.comment.create',
      deliveryId: '234d1a4e-b617-4388-90fe-adc3633d6b72',
      payload: COMMENT,
    });
  });

  it.each([
    ['Issue', 'create', 'linear.issue.create'],
    ['Issue', 'update', 'linear.issue.update'],
    ['Issue', 'remove', 'linear.issue.remove'],
    ['Project', 'update', 'linear.project.update'],
  ])('%s %s is %s, which is in the catalogue', (type, action, event) => {
    expect(receive({ ...COMMENT, type, action })).toMatchObject({ kind: 'event', type: event });
    expect(linear.events).toHaveProperty([event]);
  });

  it('gives the same delivery the same id, and refuses it later', () => {
    const one = receive(COMMENT);
    expect(receive(COMMENT, { later: 59_000 })).toEqual(one);
    expect(receive(COMMENT, { later: 60_001 })).toMatchObject({ kind: 'refused', status: 401 });
    expect(receive(COMMENT, { later: -60_001 })).toMatchObject({ kind: 'refused', status: 401 });
  });

  const wrong = (secret: string) => createHmac('sha256', secret).update(JSON.stringify(COMMENT)).digest('hex');
  it.each([
    ['no signature', { signature: null }],
    ['an empty one', { signature: '' }],
    ['no hexadecimal one', { signature: 'z'.repeat(64) }],
    ['a short one', { signature: wrong(SECRET).slice(0, 62) }],
    ['one with more', { signature: `sha256=${wrong(SECRET)}` }],
    ['that of another secret', { signature: wrong('other') }],
    ['that of the empty secret', { signature: wrong('') }],
    ['that of another body', { signed: JSON.stringify({ ...COMMENT, action: 'update' }) }],
    ['a secret that is not set', { secret: null as unknown as string }],
  ])('refuses %s', (_, over) => {
    expect(receive(COMMENT, over)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it.each([
    ['{', 400],
    ['[]', 400],
    ['null', 400],
    ['"x"', 400],
    ['', 400],
    [JSON.stringify({ ...COMMENT, webhookTimestamp: undefined }), 401],
    [JSON.stringify({ ...COMMENT, webhookTimestamp: String(SENT) }), 401],
    [JSON.stringify({ ...COMMENT, webhookTimestamp: null }), 401],
  ])('refuses %s with %i though it is signed', (body, status) => {
    expect(receive(body, { signed: body })).toMatchObject({ kind: 'refused', status });
  });

  it.each([null, '', 'two words', 'x'.repeat(129)])('refuses the delivery id %j', (delivery) => {
    expect(receive(COMMENT, { delivery })).toMatchObject({ kind: 'refused', status: 400 });
  });

  it.each([
    { type: 'Reaction' },
    { type: 'Issue', action: 'restore' },
    { type: '__proto__' },
    { type: 'toString', action: '' },
    { type: { a: 1 } },
    { type: undefined, action: undefined },
  ])('ignores %j', (over) => {
    expect(receive({ ...COMMENT, ...over })).toMatchObject({ kind: 'ignored' });
  });
});
