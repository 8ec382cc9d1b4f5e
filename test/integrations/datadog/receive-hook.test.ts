import { describe, expect, it } from 'vitest';
import { datadog } from '../../../src/integrations/datadog/integration.js';
import { DATADOG_PAYLOAD } from '../../../src/integrations/datadog/settings.js';
import { inboundOf } from '../call-of.js';

const TOKEN = 'canary-token-0123456789abcdef';
const config = datadog.config.parse({});
const receive = (body: string | Buffer, headers: Record<string, string> = { 'x-nectr-token': TOKEN }, token = TOKEN) =>
  datadog.inbound?.receive(inboundOf(body, headers), {
    config,
    credentials: { api_key: 'x', ...(token !== '' && { webhook_token: token }) },
  });

/** What Datadog writes in the place of its variables, as its documentation has it. */
const VALUES: Record<string, string> = {
  ID: '6519018281265516352',
  ALERT_TRANSITION: 'Triggered',
  ALERT_ID: '1234',
  ALERT_CYCLE_KEY: '9bd4ac313a4d1e8fae2482df7b77628',
  EVENT_TITLE: '[Triggered] Errors of shop – „größe“ 💥',
  TEXT_ONLY_MSG: 'More than\\n"ten" a minute',
  ALERT_PRIORITY: 'P1',
  ALERT_QUERY: 'sum(last_5m):sum:errors{service:shop} > 10',
  ALERT_SCOPE: 'availability-zone:us-east-1a, role:computing-node',
  TAGS: 'monitor, service:shop, env:prod',
  LINK: 'https://app.datadoghq.com/event/event?id=6519018281265516352',
  DATE: '1406662672000',
};
const filled = (over: Record<string, string> = {}) =>
  DATADOG_PAYLOAD.replaceAll(/\$([A-Z_]+)/g, (_, name: string) =>
    ({ ...VALUES, ...over })[name]!.replaceAll(/(?<!\\)"/g, '\\"'),
  );

describe('a webhook of Datadog', () => {
  it('with the payload that the configuration describes becomes an event', () => {
    expect(datadog.config.description).toContain(DATADOG_PAYLOAD);
    expect(receive(filled())).toEqual({
      kind: 'event',
      type: 'datadog.monitor.alert',
      deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/),
      payload: {
        id: '6519018281265516352',
        transition: 'Triggered',
        monitor_id: '1234',
        cycle: '9bd4ac313a4d1e8fae2482df7b77628',
        title: '[Triggered] Errors of shop – „größe“ 💥',
        text: 'More than\n"ten" a minute',
        priority: 'P1',
        query: 'sum(last_5m):sum:errors{service:shop} > 10',
        scope: ['availability-zone:us-east-1a', 'role:computing-node'],
        tags: ['monitor', 'service:shop', 'env:prod'],
        service: 'shop',
        url: 'https://app.datadoghq.com/event/event?id=6519018281265516352',
        at: '2014-07-29T19:37:52.000Z',
      },
    });
  });

  it.each([
    ['Triggered', 'alert'],
    ['Re-Triggered', 'alert'],
    ['Warn', 'warn'],
    ['Re-Warn', 'warn'],
    ['Recovered', 'recovered'],
    ['No Data', 'no_data'],
    ['Re-No Data', 'no_data'],
  ])('of the transition %s is %s', (ALERT_TRANSITION, name) => {
    const received = receive(filled({ ALERT_TRANSITION }));
    expect(received).toMatchObject({ kind: 'event', type: `datadog.monitor.${name}` });
    expect(datadog.events).toHaveProperty([`datadog.monitor.${name}`]);
  });

  it('is the same delivery each time it is sent, and another one for another transition', () => {
    const ids = [filled(), filled(), filled({ ALERT_TRANSITION: 'Recovered' }), filled({ ID: '2' })].map((body) => {
      const received = receive(body);
      return received?.kind === 'event' ? received.deliveryId : null;
    });
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no token', {}, TOKEN],
    ['an empty one', { 'x-nectr-token': '' }, TOKEN],
    ['another one', { 'x-nectr-token': 'canary-token-0123456789abcdeg' }, TOKEN],
    ['one that begins the same', { 'x-nectr-token': TOKEN.slice(0, -1) }, TOKEN],
    ['a longer one', { 'x-nectr-token': `${TOKEN}x` }, TOKEN],
    ['one in another header', { authorization: `Bearer ${TOKEN}` }, TOKEN],
    ['any where none is configured', { 'x-nectr-token': '' }, ''],
  ])('with %s is refused, and tells nothing', (_, headers, token) => {
    const received = receive(filled(), headers, token);
    expect(received).toMatchObject({ kind: 'refused', status: 401 });
    expect(JSON.stringify(received)).not.toContain(TOKEN);
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', DATADOG_PAYLOAD.slice(1)],
    ['a form', 'id=1&transition=Triggered'],
    ['Datadog’s own payload', '{"id":"1","title":"x","body":"y"}'],
    ['a list', '[]'],
    ['nothing', ''],
    ['no UTF-8', Buffer.from([0xff, 0xfe])],
  ])('with %s is refused as 400', (_, body) => {
    expect(receive(body)).toMatchObject({ kind: 'refused', status: 400 });
  });

  it.each(['', 'Renotify', '$ALERT_TRANSITION', '__proto__', 'constructor'])(
    'of the transition "%s" starts nothing',
    (one) => {
      expect(receive(JSON.stringify({ transition: one }))).toMatchObject({ kind: 'ignored' });
    },
  );

  it('of a test, where most variables are empty, and one that is large are events', () => {
    expect(receive(JSON.stringify({ transition: 'Triggered', at: 'x', tags: 7 }))).toMatchObject({
      kind: 'event',
      payload: { title: null, tags: ['7'], service: null, at: null },
    });
    const large = receive(filled({ TEXT_ONLY_MSG: 'ä'.repeat(500_000) }));
    expect(JSON.stringify(large).length).toBeLessThan(10_000);
  });
});
