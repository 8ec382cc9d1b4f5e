import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { findToken } from '../../src/access/tokens/find-token.js';
import { command as login } from '../../src/commands/login.js';
import { deviceLogin } from '../../src/commands/login/device-login.js';
import { loginFile } from '../../src/commands/login/stored-login.js';
import { command as logout } from '../../src/commands/logout.js';
import { openAuthStage, type AuthStage } from '../api/auth/auth-stage.js';

let stage: AuthStage;
let server: ServerType;
let url = '';
const home = mkdtempSync(join(tmpdir(), 'nectr-login-'));
const env = { HOME: home };
const printed: string[] = [];

beforeAll(async () => {
  stage = await openAuthStage();
  stage.sandbox.state.oauth.deviceInterval = 1;
  url = await new Promise((done) => {
    const routes = stage.auth({ addresses: { backend: 'http://localhost:3000', frontend: null } });
    server = serve({ fetch: routes.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
      done(`http://127.0.0.1:${port}`),
    );
  });
});
afterAll(async () => {
  server.close();
  await stage.close();
  rmSync(home, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  printed.length = 0;
});

function listen(typed: (code: string) => void = () => undefined): void {
  const hear = (text: unknown): boolean => {
    printed.push(String(text));
    const [, code] = /type (\S+)/.exec(String(text)) ?? [];
    if (code !== undefined) typed(code);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation(hear);
}
/** The person opens the page and types the code. */
const typing = (answer: string) => (code: string) =>
  void fetch(`${stage.sandbox.url}/login/device?user_code=${code}&${answer}`);

it('signs in by a code, keeps a token for its owner alone, and revokes it', async () => {
  listen(typing('login=dora'));
  await login.run([url], env);
  expect(printed.join('')).toContain(`Open ${stage.sandbox.url}/login/device and type `);
  expect(printed.join('')).toContain(`Signed in at ${url} as dora`);
  const path = loginFile(env);
  expect(path).toBe(join(home, '.config', 'nectr', 'login.json'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { token: string };
  expect(kept).toEqual({ server: url, token: expect.stringMatching(/^nectr_/), login: 'dora' });
  expect(printed.join('')).not.toContain(kept.token);
  const caller = await findToken(stage.source, kept.token);
  expect(caller).toMatchObject({ login: 'dora', scopes: new Set(['read', 'write']) });
  expect(await stage.source.query('SELECT name FROM api_tokens')).toEqual([
    { name: expect.stringMatching(/^nectr on /) },
  ]);
  expect(stage.logged.join('\n')).not.toContain(kept.token);

  await logout.run([], env);
  expect(existsSync(path)).toBe(false);
  expect(await findToken(stage.source, kept.token)).toBeNull();
  expect(process.exitCode).toBeUndefined();
  await logout.run([], env);
  expect(printed.at(-1)).toBe('Nobody is signed in on this machine.\n');
});

it('asks for the scopes that are named, and tells the administrators of it', async () => {
  listen(typing('login=dora'));
  await login.run([url, '--scopes', 'read, mcp,mcp,admin'], env);
  const { token } = JSON.parse(readFileSync(loginFile(env), 'utf8')) as { token: string };
  const caller = await findToken(stage.source, token);
  expect(caller?.scopes).toEqual(new Set(['read', 'mcp', 'admin']));
  const told: unknown[] = await stage.system.query(
    'SELECT actor_login, via, action, details FROM audit_log WHERE object_id = $1',
    [caller?.tokenId],
  );
  expect(told).toMatchObject([
    {
      actor_login: 'dora',
      via: 'command line',
      action: 'token.created',
      details: { scopes: ['read', 'mcp', 'admin'] },
    },
  ]);
  await logout.run([], env);
  expect(await findToken(stage.source, token)).toBeNull();
});

it('signs in with a token that reads nothing, such as one for an agent', async () => {
  listen(typing('login=dora'));
  await login.run([url, '--scopes', 'mcp'], env);
  expect(printed.join('')).toContain(`Signed in at ${url} as dora`);
  await logout.run([], env);
  expect(existsSync(loginFile(env))).toBe(false);
});

it.each([
  [['--scopes', 'read,wirte'], '--scopes takes read, write, admin, mcp, not "wirte" (did you mean write?)'],
  [['--scopes', ''], '--scopes takes read, write, admin, mcp, not ""'],
  [['--scopes', 'read,'], 'not ""'],
  [['--scopes', 'read', '--token'], '--scopes is for a new token'],
])('asks for no token with %j', async (args, said) => {
  listen();
  stage.sandbox.state.oauth.devices.clear();
  await login.run([url, ...args], env);
  expect(printed.join('')).toContain(said);
  expect(process.exitCode).toBe(2);
  expect(stage.sandbox.state.oauth.devices.size).toBe(0);
});

it('says in its help which scopes there are', async () => {
  listen();
  await login.run(['--help'], env);
  expect(printed.join('')).toContain('read, write, admin and mcp, with commas between them; default read,write');
});

it.each([
  ['is refused on GitHub', 'deny=true', 'refused on GitHub'],
  ['has run out', 'late', 'run out'],
])('keeps nothing where the code %s', async (_, answer, said) => {
  const late = () => {
    for (const device of stage.sandbox.state.oauth.devices.values()) device.at -= 1_000_000;
  };
  listen(answer === 'late' ? late : typing(answer));
  await login.run([url], env);
  expect(printed.join('')).toContain(said);
  expect(process.exitCode).toBe(1);
  expect(existsSync(loginFile(env))).toBe(false);
});

it('asks less often where GitHub says so', async () => {
  const intervals: number[] = [];
  const { devices } = stage.sandbox.state.oauth;
  devices.clear();
  const said = deviceLogin(url, {
    name: 'slow',
    scopes: ['read'],
    say: (text) => {
      const [device] = devices.values();
      if (device === undefined) throw new Error('no device');
      // Somebody else asked with that code just now.
      device.polledAt = Date.now() + 500;
      intervals.push(device.interval);
      typing('login=dora')(/type (\S+)/.exec(text)?.[1] ?? '');
    },
  });
  await expect(said).resolves.toMatchObject({ login: 'dora' });
  expect(intervals).toEqual([1]);
}, 20_000);

it('says what to do where the App allows no devices', async () => {
  listen();
  stage.sandbox.state.oauth.deviceFlow = false;
  await login.run([url], env);
  stage.sandbox.state.oauth.deviceFlow = true;
  expect(printed.join('')).toContain('tick "Enable Device Flow"');
  expect(process.exitCode).toBe(1);
});

it('takes no handle that is none, and no body without a name', async () => {
  const post = (body: unknown) =>
    fetch(`${url}/auth/device/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  expect((await post({ device: 'x', name: 'x' })).status).toBe(410);
  const [user]: { access: string | null }[] = await stage.source.query(
    'SELECT access_token_encrypted AS access FROM users LIMIT 1',
  );
  expect((await post({ device: user?.access, name: 'x' })).status).toBe(410);
  for (const body of [
    { device: 'x' },
    { device: 'x', name: '' },
    { device: 'x', name: 'x', more: 1 },
    'no json',
    '[]',
    { device: 'x', name: 'x', scopes: [] },
    { device: 'x', name: 'x', scopes: ['root'] },
  ])
    expect((await post(body)).status).toBe(400);
  expect((await post({ device: 'x'.repeat(20_000), name: 'x' })).status).toBe(413);
});

it.each([['http://nectr.acme.dev'], ['ftp://x'], ['nectr'], ['']])('refuses the address %j', async (address) => {
  listen();
  await login.run([address], env);
  expect(process.exitCode).toBe(2);
});

it('says that a server gives no answer', async () => {
  listen();
  await login.run(['http://127.0.0.1:1'], env);
  expect(printed.join('')).toContain('http://127.0.0.1:1 does not answer');
  expect(process.exitCode).toBe(1);
});
