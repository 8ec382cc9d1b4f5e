import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allOf, callOf, errorOf, formsOf, healthOf, messageOf, NOW } from '../call-of.js';
import { findMonitors } from '../../../src/integrations/datadog/find-monitors.js';
import { datadog } from '../../../src/integrations/datadog/integration.js';
import { submitMetrics, type RunMetric } from '../../../src/integrations/datadog/submit-metrics.js';
import { API_KEY, APP_KEY, startLocalDatadog, type LocalDatadog } from './local-datadog.js';

let local: LocalDatadog;
const call = (over: { api_key?: string; app_key?: string; tags?: string[] } = {}) =>
  callOf(datadog, {
    now: () => NOW,
    config: { base_url: local.url, tags: over.tags ?? ['env:prod'] },
    credentials: { api_key: over.api_key ?? API_KEY, app_key: over.app_key ?? APP_KEY },
  });
const send = (over = {}, key = 'run-1:notify', made = call()) => datadog.messages!.send(made, messageOf(over), key);

beforeAll(async () => (local = await startLocalDatadog()));
afterAll(() => local.close());
beforeEach(() => {
  for (const list of [local.requests, local.faults, local.events, local.series, local.monitors]) list.length = 0;
});

describe('the health of Datadog', () => {
  it('is whether it takes the API key', async () => {
    expect(await healthOf(datadog, call())).toEqual({ status: 'healthy', detail: null });
    expect(await healthOf(datadog, call({ api_key: 'wrong-key-0123456789' }))).toEqual({
      status: 'unhealthy',
      detail: 'Datadog does not take the API key. Enter new ones.',
    });
    local.faults.push({ instead: { status: 200, body: { valid: false } } });
    expect(await healthOf(datadog, call())).toMatchObject({ status: 'unhealthy' });
  });
});

describe('a message to Datadog', () => {
  it('is an event with what it says, our tags and our key', async () => {
    const sent = await send({
      title: 'Review failed – „größe“ 💥',
      text: 'It did **not** end.',
      url: 'https://nectr.acme.dev/runs/1?(x)',
      level: 'error',
      fields: [{ name: 'Repository', value: 'acme/shop' }],
    });
    expect(sent).toEqual({
      id: '6519018281265516351',
      url: 'https://app.datadoghq.com/event/event?id=6519018281265516351',
    });
    expect(local.events).toEqual([
      {
        title: 'Review failed – „größe“ 💥',
        text: '%%% \nIt did **not** end.\n\n**Repository**: acme/shop\n\n[Open](https://nectr.acme.dev/runs/1?%28x%29)\n %%%',
        alert_type: 'error',
        aggregation_key: 'run-1:notify',
        source_type_name: 'nectr',
        tags: ['source:nectr', 'env:prod'],
      },
    ]);
  });

  it.each(['info', 'success', 'warning', 'error'] as const)('keeps the level %s', async (level) => {
    await send({ level });
    expect(local.events[0]).toMatchObject({ alert_type: level });
  });

  it('is cut to what Datadog takes, between characters', async () => {
    const fields = Array.from({ length: 40 }, (_, index) => ({ name: `f${index}`, value: 'v'.repeat(300) }));
    await send({ title: '💥'.repeat(90), text: '💥'.repeat(9000), fields, url: 'https://a.dev/x' }, 'k'.repeat(300));
    const { title, text, aggregation_key } = local.events[0] as Record<string, string>;
    expect(title).toMatch(/^(?:💥)+…$/u);
    expect(text?.length).toBeGreaterThan(3990);
    expect(text).toMatch(/💥….*f0.*…\n %%%$/su);
    expect(aggregation_key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('calls nobody that its text names, and stays Markdown', async () => {
    await send({ text: 'ask @pagerduty or @webhook-x %%% @', fields: [{ name: '@all', value: '%%%' }] });
    const { text = '' } = local.events[0] as Record<string, string>;
    expect(text).not.toMatch(/@[\w-]/);
    expect(text.split('%%%')).toHaveLength(3);
  });

  it('needs no title and no addressee', async () => {
    await send({ text: '  two\nlines ' });
    expect(local.events[0]).toMatchObject({ title: 'two lines' });
    expect(await errorOf(send({ to: '@all' }))).toMatchObject({ why: 'invalid' });
  });

  it.each([[{ status: 503, body: { errors: ['x'] } }], ['cut' as const]])(
    'may have been sent when the answer is lost: %j',
    async (lost) => {
      local.faults.push({ afterwards: lost });
      expect(await errorOf(send())).toMatchObject({ name: 'ServiceUnavailableError', mayBeDone: true });
      expect(local.events).toHaveLength(1);
      // Nothing tells whether it was.
      expect(datadog.messages).not.toHaveProperty('find');
      expect(datadog.messages).not.toHaveProperty('isIdempotent');
    },
  );

  it('leads where the message leads, and nowhere where that is no address', async () => {
    await send({ url: 'https://nectr.acme.dev/a%2Fb?q=größe' });
    expect(local.events[0]).toMatchObject({
      text: expect.stringContaining('[Open](https://nectr.acme.dev/a%2Fb?q=gr%C3%B6%C3%9Fe)'),
    });
    await send({ url: 'javascript:alert(1)' });
    expect(JSON.stringify(local.events[1])).not.toMatch(/Open|javascript/);
  });

  it('takes its keys nowhere else, and is not sent where Datadog redirects', async () => {
    const other = await startLocalDatadog();
    for (const status of [301, 302, 303, 307, 308]) {
      local.faults.push({ instead: { status, headers: { location: `${other.url}/api/v1/events` } } });
      expect(await errorOf(send())).toMatchObject({ why: 'invalid', message: expect.stringContaining('redirects') });
    }
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('waits as long as Datadog says', async () => {
    local.faults.push({ instead: { status: 429, headers: { 'x-ratelimit-reset': '12' }, body: { errors: ['x'] } } });
    expect(await errorOf(send())).toMatchObject({ until: new Date(NOW.getTime() + 12_000) });
  });

  it('is refused with the words of Datadog', async () => {
    local.faults.push({ instead: { status: 400, body: { errors: ['Bad', 'Request'] } } });
    expect(await errorOf(send())).toMatchObject({ message: 'Datadog refused it with status 400: Bad Request' });
  });
});

describe('metrics', () => {
  const metric = (over: Partial<RunMetric> = {}): RunMetric => ({
    name: 'nectr.run.duration',
    kind: 'gauge',
    value: 1.5,
    at: NOW,
    tags: ['workflow:pr_review'],
    unit: 'second',
    ...over,
  });

  it('are series with our tags', async () => {
    await submitMetrics(call(), [metric(), metric({ name: 'nectr.runs', kind: 'count', value: 2, unit: null })]);
    const points = (value: number) => [{ timestamp: NOW.getTime() / 1000, value }];
    expect(local.series).toEqual([
      {
        metric: 'nectr.run.duration',
        type: 3,
        points: points(1.5),
        tags: ['workflow:pr_review', 'env:prod'],
        unit: 'second',
      },
      { metric: 'nectr.runs', type: 1, points: points(2), tags: ['workflow:pr_review', 'env:prod'] },
    ]);
  });

  it('go in as many requests as their size asks for', async () => {
    const many = Array.from({ length: 9000 }, (_, value) => metric({ value, tags: ['größe:ä'] }));
    await submitMetrics(call(), many);
    expect(local.series.map(({ points }) => (points as { value: number }[])[0]?.value)).toEqual(
      many.map(({ value }) => value),
    );
    expect(local.requests.length).toBeGreaterThan(2);
    await submitMetrics(call(), []);
    expect(local.series).toHaveLength(9000);
  });

  it.each([{ name: '9runs' }, { name: 'run duration' }, { name: '' }, { value: NaN }, { value: Infinity }])(
    'are refused before they are dropped: %j',
    async (over) => {
      await expect(submitMetrics(call(), [metric(over)])).rejects.toThrow(RangeError);
      expect(local.requests).toEqual([]);
    },
  );
});

describe('monitors', () => {
  it('are found by the tag of their service', async () => {
    local.monitors.push(
      { id: 9007199254740, name: 'Errors of shop', overall_state: 'Alert', tags: ['service:shop', 'env:prod'] },
      { id: 2, name: 'Of others', overall_state: 'OK', tags: ['service:web'] },
      { id: 3, name: 'New', tags: ['service:shop'] },
    );
    expect(await findMonitors(call(), 'Shop')).toEqual([
      {
        id: '9007199254740',
        name: 'Errors of shop',
        state: 'Alert',
        tags: ['service:shop', 'env:prod'],
        url: null,
      },
      { id: '3', name: 'New', state: null, tags: ['service:shop'], url: null },
    ]);
  });

  it('need the application key, and the right one', async () => {
    const none = { ...call(), credentials: { api_key: API_KEY } };
    expect(await errorOf(findMonitors(none, 'shop'))).toMatchObject({ why: 'credentials' });
    expect(local.requests).toEqual([]);
    expect(await errorOf(findMonitors(call({ app_key: 'wrong-key-0123456789' }), 'shop'))).toMatchObject({
      why: 'credentials',
      message: expect.stringContaining('application key'),
    });
  });

  it.each([
    ['https://api.datadoghq.com', 'https://app.datadoghq.com/monitors/1'],
    ['https://api.datadoghq.eu/', 'https://app.datadoghq.eu/monitors/1'],
    ['https://api.us5.datadoghq.com', 'https://us5.datadoghq.com/monitors/1'],
    ['https://api.ddog-gov.com', 'https://app.ddog-gov.com/monitors/1'],
    ['https://datadog.acme.dev', null],
  ])('of %s are looked at on %s', async (base_url, url) => {
    const made = {
      ...call(),
      config: datadog.config.parse({ base_url }),
      fetch: async () => new Response(JSON.stringify([{ id: 1, name: 'x' }])),
    };
    expect(await findMonitors(made, 'shop')).toMatchObject([{ url }]);
  });
});

describe('credentials of Datadog', () => {
  it('stand in no error, whatever the service says and however it fails', async () => {
    const said = `no: ${API_KEY} ${APP_KEY}`;
    const faults = [400, 401, 403, 404, 413, 429, 500].map((status) => ({
      instead: { status, body: { errors: [said, API_KEY] } },
    }));
    for (const work of [() => send(), () => findMonitors(call(), 'shop'), () => submitMetrics(call(), [])]) {
      local.faults.push(...faults, { afterwards: 'cut' }, { instead: { status: 200, body: said } });
      for (let left = local.faults.length; left > 0 && local.faults.length > 0; left--) {
        const error = await work().catch((reason: unknown) => reason);
        for (const form of [API_KEY, APP_KEY].flatMap(formsOf)) expect(allOf(error)).not.toContain(form);
      }
      local.faults.length = 0;
    }
  });

  it.each<[unknown, string]>([
    [{}, 'The API key is missing'],
    [{ api_key: `${API_KEY}\r\nx: y` }, 'must not hold spaces'],
    [{ api_key: API_KEY, webhook_token: 'short' }, 'The webhook token has at least 24 characters'],
  ])('%j are refused with words that help', (given, words) => {
    const { error } = datadog.credentials.safeParse(given);
    expect(allOf(error)).toContain(words);
    expect(allOf(error)).not.toContain(API_KEY);
  });
});
