import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findToken } from '../../src/access/tokens/find-token.js';
import { makeToken } from '../../src/access/tokens/token-text.js';
import { startServer, type WebServer } from '../../src/server.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { BACKEND, openDoorsStage, type CallerName, type DoorsStage } from './doors-stage.js';
import { canaryOf, uuidOf } from './plant-place.js';

let database: TestDatabase;
let stage: DoorsStage;
let server: WebServer;

beforeAll(async () => {
  database = await createTestDatabase();
  const above = new URL(inject('postgresUrl'));
  above.pathname = new URL(database.url).pathname;
  stage = await openDoorsStage({ url: database.url, above: above.href });
  server = await startServer({ host: '127.0.0.1', port: 0, receive: async () => false, routes: stage.routes });
});
afterAll(async () => {
  await server.close(0);
  await stage.close();
  await database.close();
});

const headersOf = (name: CallerName) => stage.callers.find((caller) => caller.name === name)!.headers;

async function ask(who: CallerName, path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
  const headers = { ...headersOf(who), ...init.headers };
  return stage.routes.request(`${BACKEND}${path}`, { ...init, headers });
}

/** What the server says to bytes on a socket. */
function raw(text: string, { halfMs = 0 } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
    setTimeout(() => socket.end(), 300 + halfMs);
  });
}

const asJson = { 'content-type': 'application/json' };
const finding = () => `/api/v1/findings/${uuidOf(stage.places.own)}`;

describe('a session', () => {
  it('is none where two cookies have its name, or one without the prefix that browsers guard', async () => {
    const { cookie = '' } = headersOf('reader');
    const value = cookie.split('=')[1];
    for (const sent of [
      `${cookie}; ${cookie}`,
      `nectr_session=${value}`,
      `__host-nectr_session=${value}`,
      `x=1; ${cookie}x; ${cookie}`,
    ]) {
      const { status } = await ask('none', '/api/v1/reviews', { headers: { cookie: sent } });
      expect([sent.slice(0, 30), status]).toEqual([sent.slice(0, 30), 401]);
    }
  });

  it('is none by a token that says so itself: no algorithm, another key, another purpose', async () => {
    const { cookie = '' } = headersOf('reader');
    const [head = '', payload = '', signature = ''] = cookie.split('=')[1]!.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const later = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), exp: 9e9 }),
    ).toString('base64url');
    for (const forged of [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${head}.${later}.${signature}`,
      `${head}.${payload}`,
      'a'.repeat(8192),
    ]) {
      const { status } = await ask('none', '/api/v1/reviews', {
        headers: { cookie: `__Host-nectr_session=${forged}` },
      });
      expect(status).toBe(401);
    }
  });

  it('changes nothing for a page of another site, whatever the method is called', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://nectr.acme.dev.evil.example',
      'http://nectr.acme.dev',
    ])
      expect((await ask('writer', `${finding()}/reopen`, { method: 'POST', headers: { origin } })).status).toBe(403);
    const { headers } = await ask('writer', '/api/v1/reviews', { headers: { origin: 'https://evil.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    for (const name of ['x-http-method-override', 'x-method-override', 'x-http-method']) {
      const answer = await ask('writer', `/api/v1/repos/acme/shop/install?_method=DELETE`, {
        method: 'POST',
        headers: { [name]: 'DELETE' },
      });
      expect(answer.status).toBe(400);
    }
  });
});

describe('a token that does not hold', () => {
  it('is answered alike, whatever is wrong with it', async () => {
    const { authorization = '' } = headersOf('token admin');
    const other = (at: number) => {
      const letter = authorization[at] === 'A' ? 'B' : 'A';
      return `${authorization.slice(0, at)}${letter}${authorization.slice(at + 1)}`;
    };
    const tokens = {
      'of another form': 'Bearer nectr_none',
      'with a wrong checksum': other(authorization.length - 1),
      'that nobody made': `Bearer ${makeToken()}`,
      expired: headersOf('expired token').authorization!,
      revoked: headersOf('revoked token').authorization!,
    };
    for (const path of ['/api/v1/reviews', '/mcp']) {
      const answers = await Promise.all(
        Object.entries(tokens).map(async ([name, of]) => {
          const answer = await ask('none', path, {
            headers: { authorization: of, host: 'nectr.acme.dev' },
            method: 'POST',
          });
          const headers = [...answer.headers].filter(([header]) => header !== 'x-request-id');
          const { instance, ...body } = (await answer.json()) as Record<string, unknown>;
          expect([name, instance]).toEqual([name, expect.stringMatching(/^urn:nectr:request:/)]);
          return JSON.stringify([answer.status, headers, body]);
        }),
      );
      expect(new Set(answers)).toHaveProperty('size', 1);
      expect(answers[0]).toMatch(/^\[401,/);
    }
  });

  it('is looked for by its hash alone', async () => {
    const seen: string[] = [];
    const token = makeToken();
    const source = { query: async (sql: string, parameters: string[]) => (seen.push(sql, ...parameters), []) };
    expect(await findToken(source as never, token)).toBeNull();
    expect(seen).toHaveLength(2);
    expect(seen[0]).toContain('WHERE t.token_sha256 = $1 AND');
    expect(seen[1]).toBe(createHash('sha256').update(token).digest('hex'));
    const plan: { 'QUERY PLAN': string }[] = await stage.system.query(
      `EXPLAIN SELECT 1 FROM api_tokens WHERE token_sha256 = '${seen[1]}'`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join()).toContain('uq_api_tokens_token_sha256');
  });
});

describe('an answer of one person', () => {
  it('is not another person’s, whatever its tag', async () => {
    const first = await ask('reader', '/api/v1/findings');
    const tag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect((await ask('reader', '/api/v1/findings', { headers: { 'if-none-match': tag } })).status).toBe(304);
    for (const who of ['admin', 'other tenant', 'stranger'] as const)
      expect((await ask(who, '/api/v1/findings', { headers: { 'if-none-match': tag } })).status).toBe(200);
    expect((await ask('none', '/api/v1/findings', { headers: { 'if-none-match': tag } })).status).toBe(401);
  });

  it('is not repeated for the key of another person, nor for a token that was given less', async () => {
    const init = { method: 'POST', headers: { ...asJson, 'idempotency-key': 'one-key' }, body: '{}' };
    const path = '/api/v1/repos/acme/shop/rescan';
    const done = await ask('writer’s token', path, init);
    expect(done.status).toBe(202);
    expect((await ask('writer’s token', path, init)).headers.get('idempotency-replayed')).toBe('true');
    expect((await ask('stranger’s token', path, init)).status).toBe(404);
    expect((await ask('token write', path, init)).status).toBe(202);
    const less = await ask('token read', path, init);
    expect([less.status, less.headers.get('idempotency-replayed')]).toEqual([422, null]);
  });
});

describe('a request that is not as it seems', () => {
  it('reaches no other route by another way to write its path', async () => {
    for (const path of [
      '/api/v1//reviews',
      '/api/v1/%2e%2e/v1/reviews',
      '/api//v1/reviews',
      '/API/V1/reviews',
      '/api/v1/reviews/',
      '/api%2fv1%2freviews',
      '/api/v1/x/..%2freviews',
    ]) {
      const said = await raw(`GET ${path} HTTP/1.1\r\nHost: nectr.acme.dev\r\nConnection: close\r\n\r\n`);
      expect([path, /^HTTP\/1.1 (?:401|404)/.test(said), said.includes('items')]).toEqual([path, true, false]);
    }
  });

  it('ends the connection where its length is told twice', async () => {
    const head = 'POST /api/v1/reviews HTTP/1.1\r\nHost: nectr.acme.dev\r\n';
    for (const lengths of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked',
      'Content-Length: 5\r\nContent-Length: 6',
      'Transfer-Encoding: chunked, identity',
    ]) {
      const said = await raw(`${head}${lengths}\r\n\r\n0\r\n\r\nGET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect([lengths, said.slice(0, 12), said.includes('"openapi"')]).toEqual([lengths, 'HTTP/1.1 400', false]);
    }
  });

  it('is refused with headers or a body that are too large', async () => {
    expect(await raw(`GET /api/v1/reviews HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431/,
    );
    const body = `{"note":"${'x'.repeat(1024 * 1024)}"}`;
    expect((await ask('writer', `${finding()}/dismiss`, { method: 'POST', headers: asJson, body })).status).toBe(413);
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect((await ask('writer', `${finding()}/dismiss`, { method: 'POST', headers: asJson, body: deep })).status).toBe(
      400,
    );
  });

  it('takes no parameter twice, and no member of a body that is not its own', async () => {
    expect((await ask('reader', '/api/v1/reviews?repo=acme/shop&repo=globex/secret')).status).toBe(400);
    for (const member of [
      '"installation_id":91734103',
      '"state":"fixed"',
      '"by":{"login":"olga"}',
      '"constructor":{"prototype":{"isAdmin":true}}',
    ]) {
      const body = `{"reason":"not_a_bug",${member}}`;
      expect((await ask('writer', `${finding()}/dismiss`, { method: 'POST', headers: asJson, body })).status).toBe(400);
    }
    const polluted = '{"reason":"not_a_bug","__proto__":{"isAdmin":true,"scope":"repository"}}';
    await ask('reader', `${finding()}/dismiss`, { method: 'POST', headers: asJson, body: polluted });
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('is a problem and no fault with a long id of its own, or a state that nobody made', async () => {
    const rescan = await ask('writer', '/api/v1/repos/acme/shop/rescan', {
      method: 'POST',
      headers: { 'x-request-id': 'a'.repeat(200) },
    });
    expect(rescan.status).toBe(202);
    const back = await ask('none', '/auth/github/callback?code=a&state=%00');
    expect([back.status, back.headers.get('location')]).toEqual([302, '/login?error=state_unknown']);
    expect(stage.faults).toEqual([]);
  });
});

describe('the live stream', () => {
  it('is not kept open for who only asks for its head', async () => {
    for (let time = 0; time < 8; time++)
      expect((await ask('admin', '/api/v1/stream', { method: 'HEAD' })).status).toBe(200);
    const live = await ask('admin', '/api/v1/stream');
    expect(live.status).toBe(200);
    await live.body?.cancel();
  });

  it('tells nothing of another tenant, nor of a repository of the same installation', async () => {
    const live = await ask('reader', '/api/v1/stream');
    const reader = live.body!.getReader();
    const { foreign, hidden, own } = stage.places;
    for (const place of [foreign, hidden, own])
      await stage.client.query(
        `INSERT INTO changes (xid, installation_id, repository_id, kind, object_id)
         VALUES (pg_current_xact_id()::text::bigint, $1, $2, 'finding', $3)`,
        [place.installationId, place.mark, uuidOf(place)],
      );
    await stage.client.query('NOTIFY nectr_changes');
    let heard = '';
    while (!heard.includes(canaryOf(own))) heard += Buffer.from((await reader.read()).value ?? []).toString('utf8');
    await reader.cancel();
    expect(heard).not.toContain(canaryOf(foreign));
    expect(heard).not.toContain(canaryOf(hidden));
  });
});
