import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiEnv } from '../../src/api/door/api-env.js';
import { requestLog } from '../../src/api/door/request-log.js';
import { ClaudeUnavailableError } from '../../src/claude/claude-error.js';
import { meterClaude } from '../../src/claude/meter-claude.js';
import { countCalls } from '../../src/github/client/count-calls.js';
import { createReceiver } from '../../src/inbox/receive.js';
import { inSpan } from '../../src/telemetry/in-span.js';
import { startTracing } from '../../src/telemetry/start-tracing.js';
import { startCollector } from './collector.js';

const traced = { role: 'web', version: '1.2.3', environment: 'production' };
const logged: string[] = [];
const log = {
  info: (_: unknown, text: string) => void logged.push(text),
  warn: (_: unknown, text: string) => void logged.push(text),
};
let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  logged.length = 0;
});

async function collecting(headers: Record<string, string> = {}) {
  const collector = await startCollector();
  const tracing = await startTracing({ endpoint: collector.endpoint, headers }, traced, log);
  ends = [() => collector.close(), () => tracing.stop()];
  return { collector, tracing };
}

describe('tracing', () => {
  it('sends a request by the pattern of its route, and nothing of its path or query', async () => {
    const { collector, tracing } = await collecting({ 'x-api-key': 'a key of the collector' });
    const app = new OpenAPIHono<ApiEnv>();
    app.use(
      requestId(),
      requestLog(() => undefined),
    );
    app.get('/reviews/:id', (context) => context.text('', 200));
    app.get('/broken', (context) => context.text('', 503));
    await app.request('/reviews/4711?token=nectr_secret', { headers: { 'x-request-id': 'r-1' } });
    await app.request('/broken');
    await tracing.stop();
    expect(collector.requests).toMatchObject([
      { url: '/v1/traces', headers: { 'x-api-key': 'a key of the collector', 'content-type': 'application/json' } },
    ]);
    const [good, bad] = collector.spans;
    expect(good).toMatchObject({
      name: 'GET /reviews/:id',
      parent: null,
      failed: false,
      fields: {
        'http.request.method': 'GET',
        'http.route': '/reviews/:id',
        'http.response.status_code': 200,
        'nectr.request_id': 'r-1',
      },
      resource: { 'service.name': 'nectr', 'service.version': '1.2.3', 'deployment.environment.name': 'production' },
    });
    expect(bad).toMatchObject({ name: 'GET /broken', failed: true, fields: { 'error.type': '503' } });
    expect(JSON.stringify(collector.spans)).not.toMatch(/4711|secret/);
  });

  it('puts calls to GitHub and Claude into the step that makes them', async () => {
    const { collector, tracing } = await collecting();
    const github = countCalls(async () => new Response('', { status: 404 }), undefined);
    const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 100, cacheWriteTokens: 0, cost: 0.1 };
    const model = (send: () => Promise<never> | Promise<unknown>) =>
      meterClaude(
        {
          model: 'claude-sonnet-5-5',
          send: async (_request, options) => {
            options.onUsage?.(usage);
            return (await send()) as never;
          },
        },
        { reserve: () => ({ release: () => undefined }), spent: () => undefined } as never,
        async () => undefined,
      );
    const request = {
      system: [],
      tools: [],
      messages: [],
      maxTokens: 1,
      effort: 'low',
      format: null,
    } as const;
    const options = { signal: new AbortController().signal };
    await inSpan({ name: 'step ask', kind: 'internal' }, async () => {
      await github('https://api.github.com/repos/acme/secret-shop/pulls/5?token=x');
      await model(async () => ({})).send(structuredClone(request) as never, options);
      await expect(
        model(() => Promise.reject(new ClaudeUnavailableError('what people wrote'))).send(
          structuredClone(request) as never,
          options,
        ),
      ).rejects.toThrow('what people wrote');
    });
    await tracing.stop();
    const step = collector.spans.find(({ name }) => name === 'step ask');
    const below = collector.spans.filter(({ parent }) => parent === step?.id);
    expect(below.map(({ name, fields, failed }) => ({ name, fields, failed }))).toMatchObject([
      { name: 'GitHub GET pulls', failed: true, fields: { 'http.response.status_code': 404 } },
      {
        name: 'chat claude-sonnet-5-5',
        failed: false,
        fields: { 'gen_ai.usage.input_tokens': 110, 'gen_ai.usage.output_tokens': 5, 'nectr.claude.end': 'answered' },
      },
      { name: 'chat claude-sonnet-5-5', failed: true, fields: { 'error.type': 'ClaudeUnavailableError' } },
    ]);
    expect(new Set(collector.spans.map(({ trace }) => trace)).size).toBe(1);
    expect(JSON.stringify(collector.spans)).not.toMatch(/acme|secret-shop|what people wrote/);
  });

  it('sends each delivery with its status', async () => {
    const { collector, tracing } = await collecting();
    const handle = createReceiver({
      secrets: ['s'.repeat(32)],
      limits: { maxBytes: 100, timeoutMs: 1000 },
      deliverTimeoutMs: 1000,
      deliver: async () => undefined,
      refused: () => undefined,
    });
    const server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(async () => server.close());
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`, {
      method: 'POST',
      body: '{}',
      headers: {
        'x-github-event': 'push',
        'x-github-delivery': '1f1dbc2e-0000-4000-8000-000000000000',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
        'content-type': 'application/json',
      },
    });
    await tracing.stop();
    expect(collector.spans).toMatchObject([
      {
        name: 'delivery',
        failed: false,
        fields: {
          'http.response.status_code': 401,
          'nectr.event': 'push',
          'nectr.delivery_id': '1f1dbc2e-0000-4000-8000-000000000000',
        },
      },
    ]);
  });

  it('costs the work nothing while the collector is away, keeps a bounded number, and says so once', async () => {
    const { collector, tracing } = await collecting();
    await collector.close();
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < 20_000; at++)
      expect(await inSpan({ name: 'work', kind: 'internal', fields: { at } }, async () => at)).toBe(at);
    const from = performance.now();
    await tracing.stop();
    expect(performance.now() - from).toBeLessThan(5000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    expect(logged).toEqual(['the collector takes no traces: they are dropped']);
    expect(await inSpan({ name: 'work', kind: 'internal' }, async () => 'done')).toBe('done');
  });
});

/** In a process of its own, with the names of all modules that it loads. */
function loadedBy(code: string): string[] {
  const hook = `import { writeSync } from 'node:fs';
    export const load = async (url, context, next) => { writeSync(2, url + '\\n'); return next(url, context); };`;
  const asUrl = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))});`;
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', asUrl(register), '--input-type=module', '-e', code],
    { encoding: 'utf8', cwd: new URL('../..', import.meta.url) },
  );
  expect(status, stdout + stderr).toBe(0);
  // The API package alone, which does nothing without an SDK, comes with Anthropic's.
  return stderr.split('\n').filter((url) => /\/node_modules\/@opentelemetry\/(?!api\/)/.test(url));
}

describe('without OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  const dist = new URL('../../dist/src/', import.meta.url).href;
  const start = (config: string) =>
    `const { startTracing } = await import('${dist}telemetry/start-tracing.js');
     const log = { info() {}, warn() {} };
     await startTracing(${config}, { role: 'web', version: '1', environment: 'test' }, log);`;

  it('loads nothing of OpenTelemetry; with it the SDK', () => {
    // The server's command brings the worker's along.
    expect(loadedBy(`await import('${dist}commands/start.js'); ${start('null')}`)).toEqual([]);
    expect(loadedBy(`${start(`{ endpoint: 'http://127.0.0.1:9', headers: {} }`)} process.exit(0)`)).not.toEqual([]);
  });
});
