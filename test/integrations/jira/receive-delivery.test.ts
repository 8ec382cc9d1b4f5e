import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isHmacOf } from '../../../src/integrations/services/hmac-signature.js';
import { jira } from '../../../src/integrations/jira/integration.js';

const SECRET = "It's a Secret to Everybody";
const SENT = 1_525_698_237_764;

/** From https://developer.atlassian.com/cloud/jira/platform/webhooks/ */
const UPDATED = {
  timestamp: SENT,
  webhookEvent: 'jira:issue_updated',
  issue_event_type_name: 'issue_generic',
  user: { accountId: '99:27935d01-92a7-4687-8272-a9b8d3b2ae2e', displayName: 'Bryan Rollins', active: true },
  issue: { id: '99291', key: 'JRA-20002', fields: { summary: 'I feel the need for speed 🏎', labels: ['UI'] } },
  changelog: { id: '10124', items: [{ field: 'status', fromString: 'To Do', toString: 'Done' }] },
};

const ID = createHash('sha256').update(JSON.stringify(UPDATED)).digest('hex');

function receive(
  body: unknown,
  {
    secret = SECRET as string | null,
    signed = JSON.stringify(body),
    signature = `sha256=${createHmac('sha256', SECRET).update(signed).digest('hex')}` as string | null,
    delivery = '1234567890' as string | null,
    later = 500,
  } = {},
) {
  const headers = new Headers();
  if (signature !== null) headers.set('X-Hub-Signature', signature);
  if (delivery !== null) headers.set('X-Atlassian-Webhook-Identifier', delivery);
  return jira.inbound?.receive(
    {
      method: 'POST',
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      now: new Date(SENT + later),
    },
    {
      config: jira.config.parse({ base_url: 'https://acme.atlassian.net', project: 'JRA' }),
      credentials: jira.credentials.parse({ access_token: 'x', webhook_secret: secret }),
    },
  );
}

describe('receive', () => {
  it('reckons as Atlassian does', () => {
    const published = 'a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    expect(isHmacOf(published, 'Hello World!', SECRET)).toBe(true);
    expect(receive('Hello World!', { signature: `sha256=${published}` })).toMatchObject({ status: 400 });
    expect(receive('Hello World?', { signature: `sha256=${published}` })).toMatchObject({ status: 401 });
  });

  it.each([
    ['jira:issue_created', 'jira.issue.created'],
    ['jira:issue_updated', 'jira.issue.updated'],
    ['jira:issue_deleted', 'jira.issue.deleted'],
    ['comment_created', 'jira.comment.created'],
    ['comment_updated', 'jira.comment.updated'],
    ['comment_deleted', 'jira.comment.deleted'],
  ])('%s is %s, which is in the catalogue', (webhookEvent, type) => {
    const payload = { ...UPDATED, webhookEvent };
    expect(receive(payload)).toEqual({
      kind: 'event',
      type,
      deliveryId: createHash('sha256').update(JSON.stringify(payload)).digest('hex'),
      payload,
    });
    expect(jira.events).toHaveProperty([type]);
  });

  it('gives the same delivery the same id, and refuses it the day after', () => {
    const one = receive(UPDATED);
    expect(receive(UPDATED, { later: 80 * 60_000 })).toEqual(one);
    expect(receive(UPDATED, { later: 24 * 3_600_000 })).toMatchObject({ kind: 'refused', status: 401 });
  });

  const made = (secret: string, how = 'sha256') =>
    createHmac(how, secret).update(JSON.stringify(UPDATED)).digest('hex');
  it.each([
    ['no signature', { signature: null }],
    ['one without its method', { signature: made(SECRET) }],
    ['an empty one', { signature: 'sha256=' }],
    ['another method', { signature: `sha1=${made(SECRET, 'sha1')}` }],
    ['another method in its name', { signature: `sha1=${made(SECRET)}` }],
    ['that of another secret', { signature: `sha256=${made('other')}` }],
    ['that of the empty secret', { signature: `sha256=${made('')}` }],
    ['that of another body', { signed: JSON.stringify({ ...UPDATED, timestamp: SENT + 1 }) }],
    ['a secret that is not set', { secret: null }],
  ])('refuses %s', (_, over) => {
    expect(receive(UPDATED, over)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it.each([
    ['{', 400],
    ['[]', 400],
    ['null', 400],
    [JSON.stringify({ ...UPDATED, timestamp: undefined }), 401],
    [JSON.stringify({ ...UPDATED, timestamp: '1' }), 401],
  ])('refuses %s with %i though it is signed', (body, status) => {
    expect(receive(body, { signed: body })).toMatchObject({ kind: 'refused', status });
  });

  it.each([null, '', 'two words', '1234567891'])(
    'is the same delivery under the name %j, which nobody signs',
    (delivery) => {
      expect(receive(UPDATED, { delivery })).toEqual(receive(UPDATED));
      expect(receive({ ...UPDATED, timestamp: SENT + 1 }, { delivery })).not.toMatchObject({ deliveryId: ID });
    },
  );

  it.each(['sprint_started', '__proto__', 'toString', undefined, 7])('ignores %j', (webhookEvent) => {
    expect(receive({ ...UPDATED, webhookEvent })).toMatchObject({ kind: 'ignored' });
  });
});
