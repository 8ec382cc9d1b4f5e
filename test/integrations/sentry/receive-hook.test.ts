import { describe, expect, it } from 'vitest';
import { sentry } from '../../../src/integrations/sentry/integration.js';
import { inboundOf } from '../call-of.js';
import { event, headersOf, hook, issue, metricAlert, SECRET, signed } from './hooks.js';

const config = sentry.config.parse({ organization: 'acme' });
const credentials = { auth_token: 'x', client_secret: SECRET };
const receive = (body: string | Buffer, headers: Record<string, string>, given = credentials, method = 'POST') =>
  sentry.inbound?.receive(inboundOf(body, headers, method), { config, credentials: given });
const text = JSON.stringify(hook('created', { issue: issue() }));

describe('a webhook of Sentry', () => {
  it('knows the signature that OpenSSL makes of the same body', () => {
    // printf '{"action":"created"}' | openssl dgst -sha256 -hmac it-is-a-secret-of-ours
    expect(signed('{"action":"created"}', 'it-is-a-secret-of-ours')).toBe(
      'e02d85dd6883d3d669382251a110a9841442fe8b01b7d2ed26a7df73711146d8',
    );
  });

  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['issue', 'created', { issue: issue() }, { issue: { id: '1234567890', key: 'SHOP-Y', project: 'shop' } }],
    ['issue', 'resolved', { issue: issue(), resolution_type: 'in_commit' }, { issue: { substatus: 'new' } }],
    ['issue', 'assigned', { issue: issue(), assignee: { type: 'user', name: 'Dora' } }, { issue: { level: 'fatal' } }],
    ['issue', 'archived', { issue: issue({ status: 'ignored' }) }, { issue: { status: 'ignored' } }],
    ['issue', 'unresolved', { issue: issue({ substatus: 'regressed' }) }, { issue: { substatus: 'regressed' } }],
    [
      'event_alert',
      'triggered',
      { event: event(), triggered_rule: 'Very Important Alert Rule!' },
      {
        rule: 'Very Important Alert Rule!',
        issue: { id: '1117540176', title: 'ValueError: too small' },
        event: {
          id: 'e4874d664c3540c1a32eab185f12c5ab',
          release: 'shop@1.4.0',
          environment: 'production',
          tags: [
            { key: 'environment', value: 'production' },
            { key: 'handled', value: 'no' },
          ],
          exceptions: [
            {
              type: 'ValueError',
              frames: [
                { inApp: false },
                { file: 'shop/pay.py', absolutePath: '/code/shop/pay.py', line: 12, inApp: true },
              ],
            },
          ],
        },
      },
    ],
    [
      'error',
      'created',
      { error: event() },
      { issue: { id: '1117540176' }, event: { title: 'ValueError: too small' } },
    ],
    ['metric_alert', 'critical', metricAlert, { alert: { title: 'Resolved: Too many errors', projects: ['shop'] } }],
    ['metric_alert', 'warning', metricAlert, { alert: { alert_rule: { name: 'Too many errors' } } }],
    ['metric_alert', 'resolved', metricAlert, { alert: { url: 'https://sentry.io/organizations/acme/alerts/1/' } }],
  ])('%s %s becomes an event', (resource, action, data, payload) => {
    const body = JSON.stringify(hook(action, data));
    expect(receive(body, headersOf(resource, body))).toMatchObject({
      kind: 'event',
      type: `sentry.${resource}.${action}`,
      deliveryId: '5f1b9bd6c3a84bb6a5a3d6a1f0a1b2c3',
      payload: { ...payload, action, resource, raw: { action, data } },
    });
    expect(sentry.events).toHaveProperty([`sentry.${resource}.${action}`]);
  });

  it('is taken with every character that a body may hold', () => {
    expect(receive(text, headersOf('issue', text))).toMatchObject({
      payload: { issue: { title: 'ValueError: größe – „zu klein“ 💥' } },
    });
  });

  it.each<[string, Record<string, string>]>([
    ['no signature', { 'sentry-hook-signature': '' }],
    ['one of another secret', { 'sentry-hook-signature': signed(text, 'another-secret-0123456789') }],
    ['one of an earlier body', { 'sentry-hook-signature': signed(text.replace('created', 'resolved')) }],
    ['one that is cut', { 'sentry-hook-signature': signed(text).slice(0, 63) }],
    ['one in another form', { 'sentry-hook-signature': `sha256=${signed(text)}` }],
    ['the body and no secret', { 'sentry-hook-signature': signed(text, '') }],
  ])('is refused with %s', (_, over) => {
    expect(receive(text, headersOf('issue', text, over))).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('is refused where it was changed on its way, or no secret is configured', () => {
    expect(receive(text.replace('SHOP-Y', 'SHOP-Z'), headersOf('issue', text))).toMatchObject({ status: 401 });
    const none = { auth_token: 'x' } as typeof credentials;
    expect(receive(text, headersOf('issue', text), none)).toMatchObject({ kind: 'refused', status: 401 });
    const empty = { ...credentials, client_secret: '' };
    expect(receive(text, headersOf('issue', text, { 'sentry-hook-signature': signed(text, '') }), empty)).toMatchObject(
      {
        status: 401,
      },
    );
  });

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['no JSON', '{"action":', {}],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00]), {}],
    ['no object', '[]', {}],
    ['null', 'null', {}],
    ['no data', '{"action":"created"}', {}],
    ['nothing', '', {}],
    ['no request-id', text, { 'request-id': '' }],
    ['a request-id that is none', text, { 'request-id': '../../x y' }],
  ])('that is signed and holds %s is refused as 400', (_, body, over) => {
    expect(receive(body, headersOf('issue', body, over))).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('archived a second time by its old name starts nothing, as others that nobody waits for', () => {
    for (const [resource, action] of [
      ['issue', 'ignored'],
      ['comment', 'created'],
      ['installation', 'deleted'],
      ['seer', 'root_cause_started'],
      ['', 'created'],
      ['__proto__', 'toString'],
    ] as const) {
      const body = JSON.stringify(hook(action, { issue: issue() }));
      expect(receive(body, headersOf(resource, body))).toMatchObject({ kind: 'ignored' });
    }
  });

  it('is reduced where it is large, and keeps what crashed', () => {
    const frames = Array.from({ length: 5000 }, (_, index) => ({
      filename: `src/f${index}.ts`,
      lineno: index,
      in_app: true,
      context_line: 'x'.repeat(100),
    }));
    const large = event({ exception: { values: [{ type: 'E', value: 'v'.repeat(9000), stacktrace: { frames } }] } });
    const body = JSON.stringify(hook('triggered', { event: large, triggered_rule: 'r' }));
    expect(body.length).toBeGreaterThan(500_000);
    const received = receive(body, headersOf('event_alert', body));
    expect(received).toMatchObject({ kind: 'event', payload: { raw: null } });
    expect(JSON.stringify(received).length).toBeLessThan(64 * 1024);
    expect(JSON.stringify(received)).toContain('src/f4999.ts');
  });

  it('with odd parts loses those and nothing else', () => {
    const odd = event({
      tags: [['a'], 7, null, ['b', 'c']],
      exception: { values: [{ stacktrace: null }] },
      release: 5,
    });
    const body = JSON.stringify(hook('triggered', { event: odd, triggered_rule: ['no text'] }, { actor: 'me' }));
    expect(receive(body, headersOf('event_alert', body))).toMatchObject({
      payload: {
        rule: null,
        actor: null,
        event: { release: null, tags: [{ key: 'b', value: 'c' }], exceptions: [{ type: null, frames: [] }] },
      },
    });
  });

  it('of an event that is nothing but an id is an event', () => {
    const body = JSON.stringify(hook('created', { error: { event_id: 'e1', issue_id: 7 } }));
    expect(receive(body, headersOf('error', body))).toMatchObject({
      payload: {
        issue: { id: '7', title: null },
        event: { id: 'e1', title: '', release: null, environment: null, tags: [], exceptions: [] },
      },
    });
  });

  it('never throws, whatever a stranger signs', () => {
    for (const data of [{}, { issue: null }, { issue: 7 }, { event: [] }, { issue: { project: [] } }])
      for (const resource of ['issue', 'event_alert', 'error', 'metric_alert'])
        for (const action of ['created', 'triggered', 'critical']) {
          const body = JSON.stringify(hook(action, data as Record<string, unknown>));
          expect(['event', 'ignored']).toContain(receive(body, headersOf(resource, body))?.kind);
        }
  });

  it('tells nothing of the secret when it is refused', () => {
    expect(JSON.stringify(receive(text, headersOf('issue', text, { 'sentry-hook-signature': 'x' })))).not.toContain(
      SECRET,
    );
  });
});
