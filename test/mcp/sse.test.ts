import { Client, SSEClientTransport } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenStreams } from '../../src/api/door/open-streams.js';
import type { Access } from '../../src/access/tenancy/access.js';
import type { Caller } from '../../src/access/caller.js';
import { createBodyRoom } from '../../src/api/door/take-body.js';
import { sseRoutes } from '../../src/mcp/sse/sse-routes.js';
import { addTenant, addUser } from '../api/api-rig.js';
import { addPull, addReview } from '../api/ledger-rows.js';
import { openMcpRig, type McpRig } from './mcp-rig.js';

const PING = { jsonrpc: '2.0', id: 9, method: 'ping' };

let rig: McpRig;
let access: Access;
let [dora, rita] = [0, 0];
let [token, other, ritas] = ['', '', ''];
beforeAll(async () => {
  rig = await openMcpRig({ sse: true, sseTimes: { heartbeatMs: 20 } });
  dora = await addUser(rig.system, 'dora');
  rita = await addUser(rig.system, 'rita');
  const acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop'] });
  access = acme.access('read');
  rig.sees(dora, access);
  const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
  const pull = await addPull(rig.system, owner, { number: 7 });
  await addReview(rig.system, owner, { pull_request_id: pull, pull_number: 7 });
  token = await rig.token(dora, ['mcp']);
  other = await rig.token(dora, ['mcp']);
  ritas = await rig.token(rita, ['mcp']);
});
afterAll(() => rig.close());

const bearer = (of: string) => ({ authorization: `Bearer ${of}` });
const withToken = (of: string) => ({
  requestInit: { headers: bearer(of) },
  eventSourceInit: {
    fetch: (url: string | URL, init?: RequestInit) =>
      fetch(url, { ...init, headers: { ...init?.headers, ...bearer(of) } }),
  },
});

describe.each([
  [
    'a client of SDK v2',
    async () => {
      const client = new Client({ name: 'test', version: '1' });
      await client.connect(new SSEClientTransport(new URL('/mcp/sse', rig.origin), withToken(token) as never));
      return client;
    },
  ],
  [
    'a client of SDK v1',
    async () => {
      const client = new FirstClient({ name: 'test', version: '1' });
      await client.connect(new FirstTransport(new URL('/mcp/sse', rig.origin), withToken(token) as never) as never);
      return client;
    },
  ],
])('%s', (_name, open: () => Promise<Client | FirstClient>) => {
  it('lists, calls and reads over HTTP+SSE', async () => {
    const client = await open();
    expect((await client.listTools()).tools.length).toBeGreaterThan(10);
    const calls = await Promise.all(
      ['acme/shop', 'rival/vault'].map((repo) => client.callTool({ name: 'get_recent_reviews', arguments: { repo } })),
    );
    expect(calls[0]).toMatchObject({ structuredContent: { reviews: [{ pr_number: 7 }] } });
    expect(calls[1]).toMatchObject({ isError: true });
    // What its owner may see is asked anew for each call.
    rig.sees(dora, { installations: [] });
    expect(await client.callTool({ name: 'get_recent_reviews', arguments: { repo: 'acme/shop' } })).toMatchObject({
      isError: true,
    });
    rig.sees(dora, access);
    await client.close();
  });
});

describe('a session', () => {
  it('belongs to the token that opened it', async () => {
    const session = await openStream(token);
    expect(session.endpoint).toMatch(/^\/mcp\/messages\?sessionId=[\w-]{43}$/);
    for (const who of [ritas, other]) expect((await send(session.endpoint, PING, bearer(who))).status).toBe(404);
    expect((await send(session.endpoint, PING)).status).toBe(401);
    expect((await send('/mcp/messages?sessionId=guessed', PING, bearer(token))).status).toBe(404);
    expect((await send('/mcp/messages', PING, bearer(token))).status).toBe(404);
    expect((await send(session.endpoint, PING, { ...bearer(token), origin: 'https://evil.example' })).status).toBe(403);
    expect((await send(session.endpoint, PING, bearer(token))).status).toBe(202);
    expect(await session.next()).toEqual({ event: 'message', data: { jsonrpc: '2.0', id: 9, result: {} } });
    await session.close();
    await expect.poll(async () => (await send(session.endpoint, PING, bearer(token))).status).toBe(404);
  });

  it('takes messages and nothing else', async () => {
    const session = await openStream(token);
    for (const body of [[PING], {}, 7, 'x'.repeat(10)]) {
      expect((await send(session.endpoint, body, bearer(token))).status).toBe(400);
    }
    const large = { ...PING, params: { padding: 'x'.repeat(1024 * 1024) } };
    // Not over the connection, which is closed while the body still comes.
    const headers = { 'content-type': 'application/json', host: 'localhost', ...bearer(token) };
    const sent = await rig.routes.request(session.endpoint, { method: 'POST', headers, body: JSON.stringify(large) });
    expect(sent.status).toBe(413);
    await session.close();
  });

  it('is one of five of a person', async () => {
    const open = [];
    for (let nth = 0; nth < 5; nth++) open.push(await openStream(nth % 2 === 0 ? token : other));
    const sixth = await fetch(new URL('/mcp/sse', rig.origin), { headers: bearer(token) });
    expect(sixth.status).toBe(429);
    const ofRita = await openStream(ritas);
    for (const each of [...open, ofRita]) await each.close();
  });

  it('ends when nobody asks anything', async () => {
    const caller = { userId: 1, tokenId: 'token' } as Caller;
    const serve = () => new McpServer({ name: 'test', version: '1' });
    const room = createBodyRoom();
    const ports = { admit: async () => caller, serve, room, openStreams: createOpenStreams() };
    const routes = sseRoutes({ ...ports, times: { idleMs: 30 } });
    const response = await routes.request('/mcp/sse');
    expect(await response.text()).toMatch(/^event: endpoint\ndata: .+\n\n$/);
    const [path = ''] = /\/mcp\/messages\S+/.exec(await (await routes.request('/mcp/sse')).text()) ?? [];
    expect((await routes.request(path, { method: 'POST', body: JSON.stringify(PING) })).status).toBe(404);
  });
});

function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL(path, rig.origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** A stream as it is read without a library: its endpoint, then an event each; null: it has ended. */
async function openStream(of: string) {
  const response = await fetch(new URL('/mcp/sse', rig.origin), { headers: bearer(of) });
  expect(response.status).toBe(200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<{ event: string; data: unknown } | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end === -1) {
        const { value, done } = await reader.read();
        if (done) return null;
        text += value;
        continue;
      }
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const event = /^event: (.+)$/m.exec(block)?.[1];
      const data = /^data: (.+)$/m.exec(block)?.[1] ?? '';
      if (event !== undefined) return { event, data: event === 'endpoint' ? data : JSON.parse(data) };
    }
  };
  const first = await next();
  expect(first?.event).toBe('endpoint');
  return { endpoint: String(first?.data), next, close: () => reader.cancel() };
}
