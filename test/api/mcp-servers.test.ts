import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptText } from '../../src/access/encrypt.js';
import { hashTools } from '../../src/integrations/mcp-client/hash-tools.js';
import { startLocalServer, type LocalServer } from '../integrations/mcp-client/local-server.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

interface Shown {
  id: string;
  name: string;
}

const KEYS = ['k'.repeat(64)] as const;
/** In two parts, so that nobody takes it for a real one. */
const TOKEN = `secret-${'a1B2c3D4'.repeat(4)}`;
const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let local: LocalServer;
let acme: number;
let operators: string;
let foreign: string;

beforeAll(async () => {
  local = await startLocalServer([{ name: 'search_issues', description: 'Searches' }]);
  rig = await openApiRig(
    () => callers,
    () => ({ secretKeys: KEYS, allowedPrivateHosts: ['127.0.0.1'] }),
  );
  const { system } = rig;
  const tenant = await addTenant(system, { account: 'acme', repositories: ['shop'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  acme = tenant.id;
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  const both = [...tenant.access('admin', 'admin').installations, ...other.access('write').installations];
  await add('admin', { installations: both });
  await add('member', tenant.access('admin'));
  await add('stranger', { installations: [] });
  callers.script = { ...callers.admin!, scopes: ['read', 'write'] };
  const insert = async (installationId: number | null, name: string) => {
    const rows: Shown[] = await system.query(
      `INSERT INTO mcp_servers (installation_id, name, kind, url) VALUES ($1, $2, 'other', 'https://mcp.example') RETURNING id`,
      [installationId, name],
    );
    return rows[0]!.id;
  };
  operators = await insert(null, 'linear');
  foreign = await insert(other.id, 'canary');
});
afterAll(async () => {
  await rig.close();
  await local.close();
});

const send = (who: string, method: string, path: string, body?: unknown) => rig.ask(who, path, { method, body });
const add = (name: string, more: object = {}, who = 'admin') =>
  send(who, 'POST', '/mcp-servers', { installation_id: acme, name, url: local.url, ...more });
const shown = async (response: Response) => (await response.json()) as Shown;
const audited = (id: string): Promise<{ action: string; details: object }[]> =>
  rig.system.query('SELECT action, details FROM audit_log WHERE object_id = $1 ORDER BY id', [id]);

describe('MCP servers', () => {
  it('are added with a secret that nobody is shown again, and taken away', async () => {
    const added = await add('tracker', { kind: 'linear', authorization: `Bearer ${TOKEN}` });
    expect(added.status).toBe(201);
    const server = await shown(added);
    expect(server).toMatchObject({ name: 'tracker', kind: 'linear', has_authorization: true, tools: null });
    const [row]: { secret: string }[] = await rig.system.query(
      'SELECT authorization_encrypted AS secret FROM mcp_servers WHERE id = $1',
      [server.id],
    );
    expect(decryptText(row!.secret, KEYS)).toBe(`Bearer ${TOKEN}`);
    const list = await (await rig.ask('admin', '/mcp-servers')).text();
    expect((await add('tracker')).status).toBe(409);
    expect((await send('admin', 'DELETE', `/mcp-servers/${server.id}`)).status).toBe(204);
    expect((await send('admin', 'DELETE', `/mcp-servers/${server.id}`)).status).toBe(404);
    const log = await audited(server.id);
    expect(log.map(({ action }) => action)).toEqual(['mcp_server.added', 'mcp_server.removed']);
    for (const text of [list, JSON.stringify(log), JSON.stringify(server)]) expect(text).not.toContain(TOKEN);
  });

  it('are seen and changed by administrators of their installation only', async () => {
    const { id } = await shown(await add('guarded'));
    const list = await rig.ask('admin', '/mcp-servers');
    expect(((await list.json()) as { items: Shown[] }).items.map(({ name }) => name)).toEqual(['linear', 'guarded']);
    for (const who of ['member', 'stranger']) {
      expect(await (await rig.ask(who, '/mcp-servers')).json()).toEqual({ items: [], next_cursor: null });
      for (const [method, below] of [
        ['DELETE', ''],
        ['POST', '/approve'],
        ['POST', '/test'],
      ] as const)
        expect((await send(who, method, `/mcp-servers/${id}${below}`)).status).toBe(404);
    }
    expect((await add('more', {}, 'member')).status).toBe(403);
    expect((await add('more', {}, 'stranger')).status).toBe(404);
    expect((await add('more', {}, 'script')).status).toBe(403);
    expect((await rig.ask('script', '/mcp-servers')).status).toBe(403);
    for (const below of ['', '/approve', '/test']) {
      const method = below === '' ? 'DELETE' : 'POST';
      expect((await send('admin', method, `/mcp-servers/${foreign}${below}`)).status).toBe(404);
      expect((await send('admin', method, `/mcp-servers/${operators}${below}`)).status).toBe(403);
    }
  });

  it('of the operator are seen by administrators of the accounts that they are for', async () => {
    const only = (accounts: string[] | null) =>
      rig.system.query('UPDATE mcp_servers SET only_accounts = $2 WHERE id = $1', [operators, accounts]);
    const names = async () =>
      ((await (await rig.ask('admin', '/mcp-servers')).json()) as { items: Shown[] }).items.map(({ name }) => name);
    await only(['acme']);
    expect(await names()).toContain('linear');
    // The same person sees the other one too, and is no administrator of it.
    await only(['other']);
    expect(await names()).not.toContain('linear');
    expect((await send('admin', 'POST', `/mcp-servers/${operators}/test`)).status).toBe(404);
    await only(null);
    const text = await (await rig.ask('admin', '/mcp-servers')).text();
    expect(text).toContain('linear');
    expect(text).not.toContain('accounts');
  });

  it('are asked again after their tools have changed when somebody approves what they looked at', async () => {
    const { id } = await shown(await add('changing'));
    expect((await send('admin', 'POST', `/mcp-servers/${id}/approve`)).status).toBe(409);
    await rig.system.query(
      `UPDATE mcp_servers SET tools = '[]', tools_hash = 'old', pending_tools = '[{"name":"delete_all","description":"D"}]',
              pending_hash = 'new', tools_changed_at = now() WHERE id = $1`,
      [id],
    );
    expect((await send('admin', 'POST', `/mcp-servers/${id}/approve`, { hash: 'other' })).status).toBe(409);
    const approved = await send('admin', 'POST', `/mcp-servers/${id}/approve`, { hash: 'new' });
    expect(await approved.json()).toMatchObject({
      tools: [{ name: 'delete_all' }],
      pending: null,
      approved_by: 'admin',
    });
    expect(await audited(id)).toMatchObject([
      { action: 'mcp_server.added' },
      { action: 'mcp_server.approved', details: { name: 'changing', hash: 'new' } },
    ]);
  });

  it('are tested without being asked anything', async () => {
    const { id } = await shown(await add('reached', { authorization: `Bearer ${TOKEN}` }));
    const ok = await send('admin', 'POST', `/mcp-servers/${id}/test`);
    expect(await ok.json()).toEqual({
      answers: true,
      error: null,
      tools: [{ name: 'search_issues', description: 'Searches' }],
      changed: false,
    });
    expect(local.requests.at(-1)!.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(local.calls).toEqual([]);
    await rig.system.query(`UPDATE mcp_servers SET tools = '[]', tools_hash = $2 WHERE id = $1`, [id, hashTools([])]);
    expect(await (await send('admin', 'POST', `/mcp-servers/${id}/test`)).json()).toMatchObject({ changed: true });
  });

  it('in a private network are not reached', async () => {
    const { id } = await shown(await add('private', { url: 'https://10.0.0.1/mcp' }));
    const refused = await send('admin', 'POST', `/mcp-servers/${id}/test`);
    expect(await refused.json()).toMatchObject({ answers: false, error: expect.stringContaining('private') });
  });

  it('are refused with what is wrong, and without what was sent', async () => {
    const wrong = await add('Not A Name', { url: `https://user:${TOKEN}@mcp.example`, authorization: TOKEN, admin: 1 });
    expect(wrong.status).toBe(400);
    const text = await wrong.text();
    expect(text).not.toContain(TOKEN);
    const { errors } = JSON.parse(text) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).toSorted()).toEqual([
      'body.admin',
      'body.authorization',
      'body.name',
      'body.url',
    ]);
    expect(rig.errors).toEqual([]);
  });
});
