import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pagerduty } from '../../../src/integrations/pagerduty/integration.js';
import { callOf, allOf, errorOf, formsOf, messageOf, NOW } from '../call-of.js';
import { ROUTING_KEY, startLocalPagerDuty, type LocalPagerDuty } from './local-pagerduty.js';

let local: LocalPagerDuty;
const call = (routing_key = ROUTING_KEY) =>
  callOf(pagerduty, { now: () => NOW, config: { base_url: local.url }, credentials: { routing_key } });
const send = (over = {}, key = 'run-1:notify', made = call()) => pagerduty.messages!.send(made, messageOf(over), key);

beforeAll(async () => (local = await startLocalPagerDuty()));
afterAll(() => local.close());
beforeEach(() => {
  local.requests.length = 0;
  local.faults.length = 0;
  local.alerts.clear();
});

describe('a message to PagerDuty', () => {
  it('is an alert with what it says, its links and our key', async () => {
    const sent = await send({
      title: 'Review failed – „größe“ 💥',
      text: 'It did **not** end.',
      url: 'https://nectr.acme.dev/runs/1',
      level: 'error',
      fields: [{ name: 'Repository', value: 'acme/shop' }],
    });
    expect(sent).toEqual({ id: 'run-1:notify', url: null });
    expect(local.alerts.get('run-1:notify')?.body).toEqual({
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: 'run-1:notify',
      client: 'Nectr',
      client_url: 'https://nectr.acme.dev/runs/1',
      links: [{ href: 'https://nectr.acme.dev/runs/1', text: 'Open' }],
      payload: {
        summary: 'Review failed – „größe“ 💥',
        source: 'nectr',
        severity: 'error',
        custom_details: { text: 'It did **not** end.', Repository: 'acme/shop' },
      },
    });
  });

  it.each([
    ['info', 'info'],
    ['success', 'info'],
    ['warning', 'warning'],
    ['error', 'error'],
  ] as const)('of the level %s has the severity %s', async (level, severity) => {
    await send({ level });
    expect(local.alerts.get('run-1:notify')?.body).toMatchObject({ payload: { severity } });
  });

  it.each([[{ status: 500, body: 'x' }], [{ status: 503, body: 'x' }], ['cut' as const]])(
    'whose answer is lost (%j) is sent again, and wakes nobody twice',
    async (lost) => {
      local.faults.push({ afterwards: lost });
      expect(pagerduty.messages?.isIdempotent).toBe(true);
      expect(await errorOf(send())).toMatchObject({ name: 'ServiceUnavailableError', mayBeDone: false });
      await send();
      expect([...local.alerts.keys()]).toEqual(['run-1:notify']);
    },
  );

  it('is cut to what PagerDuty takes, between characters', async () => {
    const fields = Array.from({ length: 500 }, (_, index) => ({ name: `f${index}💥`, value: '日'.repeat(9000) }));
    await send({ title: '💥'.repeat(900), text: '日"'.repeat(400_000), fields }, 'k'.repeat(300));
    expect(Buffer.byteLength(local.requests[0]?.text ?? '')).toBeLessThan(512 * 1024);
    const [key = '', alert] = [...local.alerts][0] ?? [];
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(alert?.body).toMatchObject({ payload: { summary: expect.stringMatching(/^(?:💥)+…$/u) } });
  });

  it('always has a summary, and no addressee', async () => {
    await send({ text: ' \u200b ' });
    expect(local.alerts.get('run-1:notify')?.body).toMatchObject({ payload: { summary: 'Nectr' } });
    expect(await errorOf(send({ to: 'dora' }))).toMatchObject({ why: 'invalid' });
  });

  it('says that the key is wrong, and what else is', async () => {
    expect(await errorOf(send({}, 'k', call('b'.repeat(32))))).toMatchObject({
      why: 'credentials',
      message: 'PagerDuty does not take the routing key',
    });
    local.faults.push({
      instead: { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors: ['foo'] } },
    });
    expect(await errorOf(send())).toMatchObject({
      why: 'invalid',
      message: 'PagerDuty refused it with status 400: Event object is invalid: foo',
    });
  });

  it('waits when there are too many', async () => {
    local.faults.push({ instead: { status: 429 } });
    expect(await errorOf(send())).toMatchObject({ until: new Date(NOW.getTime() + 60_000) });
  });

  it('has no health that could be asked without waking somebody', () => {
    expect(pagerduty).not.toHaveProperty('health');
  });
});

describe('the routing key', () => {
  it.each([{}, { routing_key: 'short' }, { routing_key: `${ROUTING_KEY}\n` }, { routing_key: `${'k'.repeat(31)} ` }])(
    '%j is refused with words that help',
    (given) => {
      const { error } = pagerduty.credentials.safeParse(given);
      expect(allOf(error)).toMatch(/The routing key (?:is missing|has 32 letters)/);
      expect(allOf(error)).not.toContain(ROUTING_KEY);
    },
  );

  it('stands in no error, whatever the service says and however it fails', async () => {
    local.faults.push(
      ...[400, 401, 403, 404, 413, 429, 500].map((status) => ({
        instead: {
          status,
          body: { status: 'x', message: `no ${ROUTING_KEY}`, errors: [`routing_key ${ROUTING_KEY}`] },
        },
      })),
      { afterwards: 'cut' },
      { instead: { status: 202, body: { status: ROUTING_KEY } } },
    );
    for (let left = local.faults.length; left > 0; left--) {
      const error = await errorOf(send());
      for (const form of formsOf(ROUTING_KEY)) expect(allOf(error)).not.toContain(form);
    }
  });
});
