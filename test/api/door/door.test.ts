import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerErrors } from '../../../src/api/door/answer-errors.js';
import { resource } from '../../../src/api/door/check-request.js';
import { recordAudit } from '../../../src/api/door/record-audit.js';
import { addTenant, addUser, openApiRig, type TestCaller } from '../api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: Awaited<ReturnType<typeof addTenant>>;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop'] });
  const other = await addTenant(rig.system, { account: 'other', repositories: ['secret'] });
  const [ada, bob] = [await addUser(rig.system, 'ada'), await addUser(rig.system, 'bob')];
  callers.ada = { userId: ada, login: 'ada', access: acme.access('admin', 'admin') };
  callers.reading = { ...callers.ada, scopes: ['read'] };
  callers.bob = { userId: bob, login: 'bob', access: acme.access('read') };
  for (const installation of [acme.id, other.id])
    await rig.system.query(
      `INSERT INTO audit_log (installation_id, actor_login, via, action, object_type, object_id, details)
       SELECT $1, 'ada', 'session', 'finding.dismissed', 'finding', n, '{}' FROM generate_series(1, 5) n`,
      [installation],
    );
});
afterAll(() => rig.close());

const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('the door', () => {
  it('answers 401 as a problem to nobody', async () => {
    const response = await rig.ask(null, '/audit');
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    const { instance, ...problem } = await json(response);
    expect(problem).toMatchObject({ type: 'about:blank', title: 'Not signed in', status: 401 });
    expect(instance).toBe(`urn:nectr:request:${response.headers.get('x-request-id')}`);
  });

  it('refuses a token without the scope and shows an administrator only what is theirs', async () => {
    expect((await rig.ask('reading', '/audit')).status).toBe(403);
    expect(await json(await rig.ask('bob', '/audit'))).toEqual({ items: [], next_cursor: null });
    const { items } = (await json(await rig.ask('ada', '/audit'))) as { items: { installation_id: number }[] };
    expect(items.map((item) => item.installation_id)).toEqual([acme.id, acme.id, acme.id, acme.id, acme.id]);
  });

  it('names every field that is wrong and every parameter that it does not know', async () => {
    const response = await rig.ask('ada', '/audit?limit=0&since=monday&order=up');
    expect(response.status).toBe(400);
    const { errors } = (await json(response)) as { errors: { field: string; detail: string }[] };
    expect(errors.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
      { field: 'query.limit', detail: 'must be at least 1' },
      { field: 'query.order', detail: 'is not a known field' },
      { field: 'query.since', detail: 'must be a time, such as 2026-01-31T09:00:00Z' },
    ]);
    for (const cursor of ['x', Buffer.from('["1; DROP"]').toString('base64url'), 'W10'])
      expect((await rig.ask('ada', `/audit?cursor=${cursor}`)).status).toBe(400);
  });

  it('goes on where a list ended, whatever came since', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer = (await json(await rig.ask('ada', `/audit?limit=2${cursor && `&cursor=${cursor}`}`))) as {
        items: { id: string }[];
        next_cursor: string | null;
      };
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.next_cursor;
      if (seen.length === 2)
        await rig.system.query(
          `INSERT INTO audit_log (installation_id, actor_login, via, action, object_type, object_id)
           VALUES ($1, 'eve', 'session', 'late', 'finding', 9)`,
          [acme.id],
        );
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  it('answers 304 to what is known', async () => {
    const first = await rig.ask('ada', '/audit?limit=1');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const second = await rig.ask('ada', '/audit?limit=1', { headers: { 'If-None-Match': etag } });
    expect([second.status, await second.text()]).toEqual([304, '']);
    expect(second.headers.get('etag')).toBe(etag);
    expect(second.headers.get('ratelimit')).toMatch(/^"all";r=\d+;t=\d+$/);
    for (const known of [`W/${etag}`, `"x", ${etag}`, '*'])
      expect((await rig.ask('ada', '/audit?limit=1', { headers: { 'If-None-Match': known } })).status).toBe(304);
    for (const unknown of ['"x"', etag.replaceAll('"', ''), ''])
      expect((await rig.ask('ada', '/audit?limit=1', { headers: { 'If-None-Match': unknown } })).status).toBe(200);
    expect((await rig.ask('ada', '/audit?limit=2')).headers.get('etag')).not.toBe(etag);
    const head = await rig.api.request('/api/v1/audit?limit=1', {
      method: 'HEAD',
      headers: { authorization: 'Bearer ada' },
    });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  });

  it('answers for what is not there also where it is mounted', async () => {
    const response = await new Hono()
      .route('/', rig.api)
      .request('/api/v1/nothing', { headers: { authorization: 'Bearer ada' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('knows no address that is not there, and writes no secret of an error', async () => {
    const response = await rig.ask('ada', '/nothing');
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(rig.errors).toEqual([]);
  });
});

it('says that a database gives no answer, and when to try again', async () => {
  const quiet = () => undefined;
  const app = resource();
  answerErrors(app, { debug: quiet, info: quiet, warn: quiet, error: quiet });
  app.get('/', () => {
    throw new Error('timeout exceeded when trying to connect');
  });
  const response = await app.request('/');
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
});

describe('the audit log', () => {
  it('takes nothing back', async () => {
    await expect(rig.system.query(`UPDATE audit_log SET action = 'x'`)).rejects.toThrow('append-only');
    await rig.system.query(
      `WITH u AS (INSERT INTO users (github_id, login) VALUES (77, 'gone') RETURNING id)
       INSERT INTO audit_log (installation_id, actor_id, actor_login, via, action, object_type, object_id)
       SELECT $1, id, 'gone', 'session', 'a', 'b', 'c' FROM u`,
      [acme.id],
    );
    await rig.system.query(`DELETE FROM users WHERE login = 'gone'`);
    expect(await rig.system.query(`SELECT actor_id, actor_login FROM audit_log WHERE action = 'a'`)).toEqual([
      { actor_id: null, actor_login: 'gone' },
    ]);
  });

  it('is written with who, from where and for which request', async () => {
    const values = new Map<string, unknown>([
      ['caller', { userId: callers.ada!.userId, login: 'ada', sessionId: null }],
      ['ip', '192.0.2.7'],
      ['requestId', 'r1'],
    ]);
    const context = { get: (name: string) => values.get(name) } as never;
    const change = { installationId: acme.id, action: 'budget.set', objectType: 'installation', objectId: acme.id };
    await recordAudit(context, rig.system.manager, { ...change, details: { daily: 5, note: 'half \ud800 of one\0' } });
    const { items } = (await json(await rig.ask('ada', '/audit?action=budget.set'))) as { items: unknown[] };
    expect(items).toMatchObject([
      {
        actor: 'ada',
        via: 'token',
        details: { daily: 5, note: 'half \ufffd of one\ufffd' },
        ip: '192.0.2.7',
        request_id: 'r1',
        repo: null,
      },
    ]);
  });
});
