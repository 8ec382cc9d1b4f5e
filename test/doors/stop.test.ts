import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startServer, type WebServer } from '../../src/server.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { openDoorsStage, type CallerName, type DoorsStage } from './doors-stage.js';
import { uuidOf } from './plant-place.js';

const GRACE_MS = 10_000;

let database: TestDatabase;
let stage: DoorsStage;
let server: WebServer;
beforeAll(async () => {
  database = await createTestDatabase();
  const above = new URL(inject('postgresUrl'));
  above.pathname = new URL(database.url).pathname;
  stage = await openDoorsStage({ url: database.url, above: above.href, env: { MCP_SSE: 'true' } });
  server = await startServer({ host: '127.0.0.1', port: 0, receive: async () => false, routes: stage.routes });
});
afterAll(async () => {
  await server.close(0);
  await stage.close();
  await database.close();
});

function ask(who: CallerName, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...stage.callers.find(({ name }) => name === who)!.headers, ...(init.headers as object) };
  return fetch(`http://127.0.0.1:${server.port}${path}`, { ...init, headers });
}

/** A request that has come in, all but its body; `finish` sends that and tells the status. */
function begun(): Promise<{ finish(): Promise<number> }> {
  const body = '{"reason":"not_a_bug"}';
  const { headers } = stage.callers.find(({ name }) => name === 'reader’s token')!;
  const sent = request({
    port: server.port,
    path: `/api/v1/findings/${uuidOf(stage.places.own)}/dismiss`,
    method: 'POST',
    agent: false,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': body.length,
      expect: '100-continue',
    },
  });
  const answered = new Promise<number>((resolve, reject) => {
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
  });
  sent.flushHeaders();
  const finish = () => {
    sent.end(body);
    return answered;
  };
  return new Promise((resolve) => sent.once('continue', () => resolve({ finish })));
}

const listen = {
  jsonrpc: '2.0',
  id: 7,
  method: 'subscriptions/listen',
  params: {
    notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

describe('a client that wants to hear what changes', () => {
  it('is told at once that nothing does, and holds no stream', async () => {
    const response = await ask('token mcp', '/mcp', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'subscriptions/listen',
      },
      body: JSON.stringify(listen),
    });
    expect(response.status).toBe(200);
    const events = (await response.text()).split('\n').filter((line) => line.startsWith('data: '));
    expect(events.map((line) => JSON.parse(line.slice(6)) as unknown)).toMatchObject([
      { method: 'notifications/subscriptions/acknowledged', params: { notifications: {} } },
      { id: 7, result: { resultType: 'complete' } },
    ]);
  });
});

describe('a stop', () => {
  it('ends the live streams at once, and lets a request under way end', async () => {
    const streams = await Promise.all([
      ...Array.from({ length: 3 }, () => ask('reader', '/api/v1/stream')),
      ...Array.from({ length: 3 }, () => ask('token mcp', '/mcp/sse')),
    ]);
    expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    const texts = streams.map((each) => each.text());
    const sent = await begun();
    const from = performance.now();
    stage.endStreams();
    const stopped = server.close(GRACE_MS);
    for (const text of await Promise.all(texts)) expect(text).toMatch(/^(?:retry: 2000|event: endpoint)\n/);
    expect(await sent.finish()).toBe(403);
    await stopped;
    expect(performance.now() - from).toBeLessThan(GRACE_MS / 4);
  });

  it('opens no stream any more', async () => {
    for (const [who, path] of [
      ['reader', '/api/v1/stream'],
      ['token mcp', '/mcp/sse'],
    ] as const) {
      const { headers } = stage.callers.find(({ name }) => name === who)!;
      const response = await stage.routes.request(`http://localhost${path}`, { headers });
      expect((await response.text()).length).toBeLessThan(200);
    }
  });
});
