import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessUnavailableError } from '../../src/access/tenancy/errors.js';
import { findToken } from '../../src/access/tokens/find-token.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

interface Token {
  id: string;
  token: string;
  scopes: string[];
  expires_at: string;
}

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let githubIsAway = false;

beforeAll(async () => {
  rig = await openApiRig(
    () => callers,
    () => ({
      readAccess: async (userId) => {
        if (githubIsAway) throw new AccessUnavailableError('GitHub is away');
        return Object.values(callers).find((who) => who.userId === userId)?.access ?? { installations: [] };
      },
    }),
  );
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  const both = [acme, other].flatMap((tenant) => tenant.access('write').installations);
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, sessionId: 'here', access };
  };
  await add('ada', { installations: both });
  await add('eve', acme.access('read'));
  await add('boss', acme.access('admin', 'admin'));
  callers.script = { ...callers.ada!, sessionId: null };
});
afterAll(() => rig.close());

const post = (who: string, body: unknown, headers: Record<string, string> = {}) =>
  rig.ask(who, '/tokens', { method: 'POST', body, headers });
const listed = async (who: string, query = '') =>
  (await (await rig.ask(who, `/tokens${query}`)).json()) as { items: Token[]; next_cursor: string | null };
const revoke = (who: string, id: string) => rig.ask(who, `/tokens/${id}`, { method: 'DELETE' });

describe('API tokens', () => {
  it('are shown once, work, and end when they are revoked', async () => {
    const made = await post('ada', { name: ' ci ', scopes: ['read', 'mcp'], expires_in_days: 7 });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { token, ...shown } = (await made.json()) as Token;
    expect(shown).toMatchObject({ name: 'ci', beginning: token.slice(0, 12), scopes: ['read', 'mcp'] });
    expect(Date.parse(shown.expires_at)).toBeLessThan(Date.now() + 7.1 * 86_400_000);
    expect(await findToken(rig.source, token)).toMatchObject({ userId: callers.ada!.userId, tokenId: shown.id });
    const { items } = await listed('ada');
    expect(items.find(({ id }) => id === shown.id)).toBeDefined();
    expect(JSON.stringify(items)).not.toContain(token);
    expect((await listed('eve')).items).toEqual([]);
    expect((await revoke('eve', shown.id)).status).toBe(404);
    expect((await revoke('ada', shown.id)).status).toBe(204);
    expect(await findToken(rig.source, token)).toBeNull();
    expect((await revoke('ada', shown.id)).status).toBe(404);
  });

  it('are told to the administrators of each installation that their owner can see, without the token', async () => {
    const made = (await (await post('ada', { name: 'audited', scopes: ['read'] })).json()) as Token;
    await revoke('ada', made.id);
    const rows: { action: string; installation_id: number; details: object }[] = await rig.system.query(
      'SELECT action, installation_id, details FROM audit_log WHERE object_id = $1 ORDER BY id',
      [made.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'token.created',
      'token.created',
      'token.revoked',
      'token.revoked',
    ]);
    expect(new Set(rows.map((row) => row.installation_id)).size).toBe(2);
    expect(rows[0]!.details).toMatchObject({ name: 'audited', scopes: ['read'] });
    expect(JSON.stringify(rows)).not.toContain(made.token);
    const seen = (await (await rig.ask('boss', '/audit?action=token.created')).json()) as { items: unknown[] };
    expect(seen.items.length).toBeGreaterThan(0);
  });

  it('make no other token, and revoke only themselves', async () => {
    expect((await post('script', { name: 'more', scopes: ['admin'] })).status).toBe(403);
    const made = (await (await post('ada', { name: 'kept', scopes: ['read'] })).json()) as Token;
    expect((await revoke('script', made.id)).status).toBe(403);
    expect((await listed('script')).items.some(({ id }) => id === made.id)).toBe(true);
  });

  it('are made once for one key, and never shown a second time', async () => {
    const ask = () => post('ada', { name: 'once', scopes: ['read'] }, { 'Idempotency-Key': 'token-once' });
    const first = await ask();
    const { token } = (await first.json()) as Token;
    const second = await ask();
    expect([first.status, second.status]).toEqual([201, 409]);
    expect(await second.text()).toContain('shown only once');
    const kept: unknown[] = await rig.system.query('SELECT * FROM idempotency_keys');
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(token);
    const { items } = await listed('ada');
    expect(items.filter((one) => (one as unknown as { name: string }).name === 'once')).toHaveLength(1);
  });

  it('are refused with what is wrong', async () => {
    const response = await post('ada', { name: '', scopes: ['root'], expires_in_days: 366, admin: true });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect([...new Set(errors.map(({ field }) => field))].toSorted()).toEqual([
      'body.admin',
      'body.expires_in_days',
      'body.name',
      'body.scopes.0',
    ]);
    expect((await post('ada', { name: 'none', scopes: [] })).status).toBe(400);
    expect((await revoke('ada', 'x')).status).toBe(400);
  });

  it('come page by page, newest first, each once', async () => {
    for (let count = 0; count < 5; count++) await post('eve', { name: `n${count}`, scopes: ['read'] });
    const first = await listed('eve', '?limit=2');
    const second = await listed('eve', `?limit=2&cursor=${first.next_cursor}`);
    const third = await listed('eve', `?limit=2&cursor=${second.next_cursor}`);
    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id));
    expect([ids.length, new Set(ids).size, third.next_cursor]).toEqual([5, 5, null]);
    expect((await rig.ask('eve', '/tokens?cursor=x')).status).toBe(400);
  });

  it('end at a hundred of one person', async () => {
    await rig.system.query(
      `INSERT INTO api_tokens (user_id, name, token_sha256, beginning, scopes, expires_at)
       SELECT $1, 'n', encode(sha256(n::text::bytea), 'hex'), 'nectr_', '{read}', now() + interval '1 day'
         FROM generate_series(1, 95) n`,
      [callers.eve!.userId],
    );
    expect((await post('eve', { name: 'one more', scopes: ['read'] })).status).toBe(409);
  });

  it('are revoked also while GitHub does not tell what their owner sees', async () => {
    const { id } = (await (await post('ada', { name: 'lost', scopes: ['read'] })).json()) as Token;
    githubIsAway = true;
    try {
      expect((await revoke('ada', id)).status).toBe(204);
      expect((await post('ada', { name: 'new', scopes: ['read'] })).status).toBe(503);
    } finally {
      githubIsAway = false;
    }
    expect((await listed('ada')).items.some((one) => one.id === id)).toBe(false);
  });
});
