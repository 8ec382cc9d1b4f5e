import type { Client } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request } from 'node:http';
import { createSession } from '../../src/access/sessions/create-session.js';
import { keepSession } from '../../src/access/sessions/session-cookie.js';
import { signSession } from '../../src/access/sessions/session-token.js';
import { authenticate } from '../../src/api/auth/authenticate.js';
import { addTenant, addUser } from '../api/api-rig.js';
import { addPull, addReview } from '../api/ledger-rows.js';
import { connect, openMcpRig, post, type McpRig } from './mcp-rig.js';

const METADATA = 'https://nectr.example.com/.well-known/oauth-protected-resource/mcp';
const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const callOf = (repo: string, id = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'get_recent_reviews', arguments: { repo } },
});

let rig: McpRig;
let dora = 0;
let token = '';
const bearer = (of = token) => ({ authorization: `Bearer ${of}` });

beforeAll(async () => {
  rig = await openMcpRig();
  dora = await addUser(rig.system, 'dora');
  const acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop'] });
  rig.sees(dora, acme.access('read'));
  token = await rig.token(dora, ['mcp']);
});
afterAll(() => rig.close());

describe('who comes in', () => {
  it('nobody without a token: the challenge says where to read on', async () => {
    const response = await post(rig.origin, LIST);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(`Bearer scope="mcp", resource_metadata="${METADATA}"`);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const path = new URL(METADATA).pathname;
    const metadata = await fetch(new URL(path, rig.origin));
    expect(await metadata.json()).toMatchObject({
      resource: 'https://nectr.example.com/mcp',
      scopes_supported: ['mcp', 'write'],
      bearer_methods_supported: ['header'],
    });
  });

  it('no token that is wrong, has run out, was revoked, or is of another kind', async () => {
    const expired = await rig.token(dora, ['mcp']);
    const revoked = await rig.token(dora, ['mcp']);
    await rig.system.query(
      `UPDATE api_tokens SET expires_at = CASE WHEN beginning = $1 THEN now() - interval '1 second' ELSE expires_at END,
              revoked_at = CASE WHEN beginning = $2 THEN now() END WHERE beginning IN ($1, $2)`,
      [expired.slice(0, 12), revoked.slice(0, 12)],
    );
    const authorizations = [expired, revoked, 'nectr_wrong', `gho_${'a'.repeat(36)}`, ''].map(
      (each) => `Bearer ${each}`,
    );
    for (const authorization of [...authorizations, token, `Basic ${token}`]) {
      const response = await post(rig.origin, LIST, { authorization });
      expect(response.status, authorization).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer error="invalid_token", scope="mcp", resource_metadata="${METADATA}"`,
      );
    }
  });

  it('no token without the scope mcp', async () => {
    const response = await post(rig.origin, LIST, bearer(await rig.token(dora, ['read', 'write', 'admin'])));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="mcp"');
  });

  it('no cookie, whoever it is of', async () => {
    const { addresses, secretKeys, source } = rig;
    const sid = await createSession(source, { userId: dora, userAgent: 'test', before: null });
    const [cookie = ''] = keepSession(addresses, await signSession(sid, secretKeys)).split(';');
    const request = new Request('http://localhost/api/v1/repos', { headers: { cookie } });
    expect(await authenticate({ source, secretKeys, addresses }, request)).toMatchObject({ caller: { login: 'dora' } });
    for (const origin of [addresses.backend, addresses.frontend]) {
      expect((await post(rig.origin, LIST, { cookie, origin })).status).toBe(401);
    }
  });

  it.each(['evil.example', 'nectr.example.com.evil.example', '169.254.169.254', 'evil.example:3000'])(
    'nothing for the host %s',
    async (host) => {
      expect(await statusOf(JSON.stringify(LIST), { host })).toBe(403);
    },
  );

  it('what is sent to our own name, from our own pages', async () => {
    expect(await statusOf(JSON.stringify(LIST), { host: 'nectr.example.com' })).toBe(200);
    for (const origin of [rig.addresses.backend, rig.addresses.frontend, 'http://localhost:5173']) {
      expect((await post(rig.origin, LIST, { ...bearer(), origin })).status, origin).toBe(200);
    }
  });

  it.each(['https://evil.example', 'null', 'https://nectr.example.com.evil.example', 'file://'])(
    'nothing from a page of %s',
    async (origin) => {
      expect((await post(rig.origin, LIST, { ...bearer(), origin })).status).toBe(403);
    },
  );

  it('the skill, without a token', async () => {
    const response = await fetch(new URL('/skill.md', rig.origin));
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('Address: `https://nectr.example.com/mcp`');
    expect(text).not.toContain('{{');
  });
});

describe('what is sent', () => {
  it('is at most 1 MiB', async () => {
    const body = { ...LIST, params: { _meta: { padding: 'x'.repeat(1024 * 1024) } } };
    expect(await statusOf(JSON.stringify(body))).toBe(413);
    // It says no length: what has come is counted.
    expect(await statusOf(Array.from({ length: 5 }, () => 'x'.repeat(512 * 1024)))).toBe(413);
  });

  it.each([
    ['no JSON', '{', 400, -32_700],
    ['no request', '{}', 400, -32_600],
    ['a scalar', '7', 400, -32_600],
    ['an empty batch', '[]', 400, -32_600],
  ])('is refused if it is %s', async (_name, body, status, code) => {
    const response = await post(rig.origin, body, bearer());
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { error: { code: number } };
    expect(answer.error.code).toBe(code);
  });

  it('is no unknown method or tool', async () => {
    const unknown = await rpc(await post(rig.origin, { ...LIST, method: 'tools/steal' }, bearer()));
    expect(unknown).toMatchObject({ id: 1, error: { code: -32_601 } });
    const params = { name: 'drop_table', arguments: {} };
    const tool = await rpc(await post(rig.origin, { ...LIST, method: 'tools/call', params }, bearer()));
    expect(JSON.stringify(tool)).toContain('drop_table');
    expect(tool.result === undefined || (tool.result as { isError?: boolean }).isError === true).toBe(true);
  });

  it('may be a batch of the era that knew them, of which each call counts', async () => {
    const before = await counted();
    const batch = [callOf('acme/shop', 1), callOf('rival/vault', 2), callOf('acme/shop', 3)];
    const response = await post(rig.origin, batch, bearer());
    expect(response.status).toBe(200);
    const answers = await rpcs(response);
    expect(answers.map(({ id }) => id).toSorted()).toEqual([1, 2, 3]);
    expect(answers.find(({ id }) => id === 2)).toMatchObject({ result: { isError: true } });
    const after = await counted();
    // They are counted by the minute, which may have begun meanwhile.
    expect(after.requests - (after.minute === before.minute ? before.requests : 0)).toBe(3);
    const large = await post(
      rig.origin,
      Array.from({ length: 1000 }, (_, id) => callOf('acme/shop', id)),
      bearer(),
    );
    expect(large.status).toBe(400);
  });

  it.each(['GET', 'DELETE'])('is no %s: there are no sessions', async (method) => {
    const headers = { ...bearer(), accept: 'text/event-stream' };
    expect((await fetch(new URL('/mcp', rig.origin), { method, headers })).status).toBe(405);
  });

  it('is told the way to /mcp where SSE is switched off', async () => {
    for (const path of ['/mcp/sse', '/mcp/messages']) {
      const response = await fetch(new URL(path, rig.origin), { headers: bearer() });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        jsonrpc: '2.0',
        error: { message: expect.stringContaining('/mcp') },
      });
    }
  });
});

/** Of SDK v2 in both eras, and of SDK v1. */
const CLIENTS: ((origin: string, of: string) => Promise<Client | FirstClient>)[] = [
  (origin, of) => connect(origin, of, '2026-07-28'),
  (origin, of) => connect(origin, of, 'legacy'),
  async (origin, of) => {
    const client = new FirstClient({ name: 'test', version: '1' });
    const options = { requestInit: { headers: bearer(of) } };
    await client.connect(new FirstTransport(new URL('/mcp', origin), options) as never);
    return client;
  },
];

describe('many at once', () => {
  it('a hundred clients hear their own answers and nobody else’s', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, async (_, nth) => {
        const canary = `canary-${nth}-`;
        const tenant = await addTenant(rig.system, { account: `tenant${nth}`, repositories: ['shop'] });
        const user = await addUserNamed(`user${nth}`, nth);
        rig.sees(user, tenant.access('read'));
        const owner = { installationId: tenant.id, repositoryId: tenant.repositoryIds[0]! };
        const pull = await addPull(rig.system, owner, { number: 7, title: canary });
        await addReview(rig.system, owner, { pull_request_id: pull, pull_number: 7 });
        return { canary, repo: `tenant${nth}/shop`, token: await rig.token(user, ['mcp']) };
      }),
    );
    const answers = await Promise.all(
      all.map(async ({ repo, token: own }, nth) => {
        const client = await CLIENTS[nth % 3]!(rig.origin, own);
        const texts: string[] = [];
        for (let round = 0; round < 2; round++) {
          texts.push(JSON.stringify(await client.callTool({ name: 'get_recent_reviews', arguments: { repo } })));
        }
        await client.close();
        return texts;
      }),
    );
    for (const [nth, texts] of answers.entries()) {
      for (const text of texts) {
        expect(text.match(/canary-\d+-/g)).toEqual(expect.arrayContaining([all[nth]!.canary]));
        expect(new Set(text.match(/canary-\d+-/g))).toEqual(new Set([all[nth]!.canary]));
      }
    }
    expect(rig.errors).toEqual([]);
  });

  it('one who goes away in the middle of a call takes nothing along', async () => {
    const slow = await addUserNamed('slow', 200);
    const [asked, answered] = [gate(), gate()];
    rig.sees(slow, async () => {
      asked.open();
      await answered.opened;
      return { installations: [] };
    });
    const abort = new AbortController();
    const away = post(rig.origin, callOf('acme/shop'), bearer(await rig.token(slow, ['mcp'])), {
      signal: abort.signal,
    });
    await asked.opened;
    abort.abort();
    await expect(away).rejects.toThrow();
    answered.open();
    expect(await rpc(await post(rig.origin, callOf('acme/shop'), bearer()))).toMatchObject({
      result: { structuredContent: { reviews: [] } },
    });
    expect(rig.errors).toEqual([]);
  });
});

describe('how much is asked', () => {
  it('counts to the limit of the person, over all tokens', async () => {
    const few = await openMcpRig({ limits: { all: 3, starting: 1, runs: 1 } });
    try {
      const user = await addUser(few.system, 'dora');
      const [one, two] = [await few.token(user, ['mcp']), await few.token(user, ['mcp'])];
      for (const each of [one, two, one]) expect((await post(few.origin, LIST, bearer(each))).status).toBe(200);
      const refused = await post(few.origin, LIST, bearer(two));
      expect(refused.status).toBe(429);
      expect(refused.headers.get('ratelimit')).toMatch(/^"all";r=0;t=\d+$/);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await few.close();
    }
  });
});

/** The status of one POST on a connection of its own: `fetch` sets the host itself, and keeps connections. */
function statusOf(body: string | string[], headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...bearer() };
    const options = { method: 'POST', headers: { ...all, ...headers }, agent: false };
    const sent = request(new URL('/mcp', rig.origin), options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    for (const chunk of typeof body === 'string' ? [] : body) sent.write(chunk);
    sent.end(typeof body === 'string' ? body : undefined);
  });
}

interface Answer {
  id: number;
  result?: unknown;
  error?: unknown;
}

/** The answers of a response, which is JSON or a stream of events. */
async function rpcs(response: Response): Promise<Answer[]> {
  const text = await response.text();
  if (response.headers.get('content-type')?.startsWith('application/json') === true)
    return [JSON.parse(text)].flat() as Answer[];
  return text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as Answer] : []));
}

async function rpc(response: Response): Promise<Answer> {
  const [answer] = await rpcs(response);
  return answer!;
}

async function counted(): Promise<{ minute: string | null; requests: number }> {
  const rows: { minute: string; requests: number }[] = await rig.system.query(
    'SELECT minute::text AS minute, requests FROM request_counts WHERE subject = $1',
    [`user:${dora}`],
  );
  return rows[0] ?? { minute: null, requests: 0 };
}

/** Beside others that are added at the same time: GitHub's ids do not collide. */
async function addUserNamed(login: string, nth: number): Promise<number> {
  const rows: { id: number }[] = await rig.system.query(
    'INSERT INTO users (github_id, login) VALUES ($1, $2) RETURNING id',
    [50_000 + nth, login],
  );
  return rows[0]!.id;
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
