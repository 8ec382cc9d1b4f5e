import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { buildSetupStage, linkOf, type SetupProcess, type SetupStage } from './setup-stage.js';

let stage: SetupStage;
let web: SetupProcess;
let other: SetupProcess;
let worker: SetupProcess;
let source: DataSource;
let cookie = '';

beforeAll(async () => {
  stage = await buildSetupStage();
  source = createDataSource({ scope: 'system', url: stage.database.url, poolSize: 1, applicationName: 'test' });
  await source.initialize();
  web = await stage.start({ PORT: String(stage.port), ROLE: 'web' });
  other = await stage.start({ ROLE: 'web' });
  worker = await stage.start({ ROLE: 'worker' }, ['cli.js', 'worker']);
});
afterAll(async () => {
  await source.destroy();
  await stage.close();
});

const api = (method: string, path: string, body?: object) =>
  fetch(`${web.url}/setup/api${path}`, {
    method,
    headers: { cookie, origin: web.url, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
const progress = async () => (await api('GET', '/progress')).json() as Promise<Record<string, never>>;
const form = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const readiness = async ({ url }: SetupProcess) =>
  ((await (await fetch(`${url}/readyz`)).json()) as { status: string }).status;

/** What no log, answer or table may hold. */
function secrets(): string[] {
  const { webhookSecret, oauth } = stage.sandbox.state;
  return [webhookSecret, oauth.clientSecret, 'PRIVATE KEY-----', 'sk-ant-wrong-key-0001'];
}

describe('from nothing to a posted review', () => {
  it('lets in whoever has the link of the console, once', async () => {
    await expect.poll(() => linkOf(web.log())).not.toBe('');
    const link = new URL(linkOf(web.log()));
    const at = `${web.url}${link.pathname}${link.search}`;
    expect((await fetch(`${web.url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/setup');
    expect((await fetch(`${web.url}/setup`)).status).toBe(401);
    expect((await fetch(`${web.url}/setup/api/progress`)).status).toBe(401);
    expect((await fetch(`${web.url}/api/github/webhooks`, { method: 'POST', body: '{}' })).status).toBe(503);
    const opened = await fetch(at, { redirect: 'manual' });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/setup']);
    const set = opened.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/Max-Age=3600/);
    cookie = set.split(';')[0] ?? '';
    expect((await fetch(at, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${web.url}/setup`, { headers: { cookie } })).status).toBe(200);
    // The other process has a console of its own, and takes the same browser.
    expect((await fetch(`${other.url}/setup`, { headers: { cookie } })).status).toBe(200);
  });

  it('changes nothing for another page, and says what is wrong with an address', async () => {
    const headers = { cookie, origin: 'https://evil.example', 'content-type': 'application/json' };
    const forged = await fetch(`${web.url}/setup/api/reach`, { method: 'PUT', headers, body: '{"channel":true}' });
    expect(forged.status).toBe(403);
    const plain = await api('PUT', '/reach', { url: 'http://nectr.example.com' });
    expect([plain.status, plain.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
    expect((await api('PUT', '/reach', { url: 'x'.repeat(20_000) })).status).toBe(413);
    const local = await api('PUT', '/reach', { url: web.url });
    expect(await local.json()).toMatchObject({ reach: { url: web.url, isLocal: true, source: 'stored' } });
  });

  it('makes a channel, and the App on GitHub, and is configured without a restart', async () => {
    expect(await (await api('PUT', '/reach', { channel: true })).json()).toMatchObject({
      reach: { channelHost: new URL(stage.channel.service).host, isLocal: false },
    });
    await api('PUT', '/github', { url: stage.sandbox.url });
    const asked = (await (await api('POST', '/app', { organisation: null, name: 'Nectr acme' })).json()) as {
      action: string;
      manifest: string;
    };
    expect(asked.action).toMatch(`${stage.sandbox.url}/settings/apps/new?state=`);
    const page = await (await form(asked.action, { manifest: asked.manifest })).text();
    expect(page).toContain('Create GitHub App');
    const state = new URL(asked.action).searchParams.get('state') ?? '';
    const made = await form(`${stage.sandbox.url}/settings/apps`, {
      manifest: asked.manifest,
      state,
      name: 'Nectr acme',
      login: 'acme',
    });
    const back = made.headers.get('location') ?? '';
    expect(back).toMatch(`${web.url}/setup/github?code=`);
    const forged = await fetch(back.replace(/state=.*/, 'state=other'), { headers: { cookie }, redirect: 'manual' });
    expect(forged.headers.get('location')).toBe('/setup?step=app&problem=state');
    const stored = await fetch(back, { headers: { cookie }, redirect: 'manual' });
    expect([stored.status, stored.headers.get('location')]).toEqual([303, '/setup?step=claude']);
    expect(await progress()).toMatchObject({
      mode: 'configured',
      trouble: null,
      app: { name: 'Nectr acme', source: 'stored', canSignIn: true },
    });
    // Neither the state nor the code is good again.
    const twice = await fetch(back, { headers: { cookie }, redirect: 'manual' });
    expect(twice.headers.get('location')).toBe('/setup?step=app&problem=state');
    await expect.poll(() => Promise.all([web, other].map(readiness)), { timeout: 90_000 }).toEqual(['ok', 'ok']);
    await expect.poll(() => worker.log(), { timeout: 90_000 }).toContain('the worker is ready');
    expect((await form(asked.action, { manifest: asked.manifest })).status).toBe(200);
  });

  it('asks for the key of Claude, which may be left out', async () => {
    const refused = await api('PUT', '/claude', { key: 'not a key' });
    expect(refused.status).toBe(422);
    expect(await (await api('PUT', '/claude', { skip: true })).json()).toMatchObject({
      claude: { source: 'stored', skipped: true },
    });
  });

  it('sees the first delivery, and reviews the first pull request', async () => {
    const { sandbox, demo } = stage;
    await expect.poll(() => stage.channel.clients(), { timeout: 90_000 }).toBeGreaterThan(0);
    expect(await (await api('POST', '/deliver-again')).json()).toEqual({ asked: 1 });
    await expect.poll(progress, { timeout: 90_000 }).toMatchObject({ deliveries: { newest: [{ event: 'ping' }] } });
    sandbox.state.offered = [{ name: 'orchard', folder: demo.folder }];
    const installed = await form(`${sandbox.url}/apps/${sandbox.state.appSlug}/installations`, { account: 'acme' });
    const back = await fetch(installed.headers.get('location') ?? '', { headers: { cookie }, redirect: 'manual' });
    expect(back.headers.get('location')).toBe('/setup?step=delivery');
    await expect
      .poll(progress, { timeout: 90_000 })
      .toMatchObject({ installations: [{ account: 'acme', repositories: 1 }] });
    const [repository] = [...sandbox.state.repositories.values()];
    const [reviewed] = demo.pulls;
    if (!repository || !reviewed) throw new Error('nothing to review');
    for (const issue of demo.issues) sandbox.openIssue(repository, issue);
    const issue = await sandbox.openPull(repository, reviewed);
    const posted = () => [...(issue.pull?.reviews.values() ?? [])].filter(({ state }) => state !== 'PENDING').length;
    await expect.poll(posted, { timeout: 90_000 }).toBe(1);
    await expect
      .poll(progress, { timeout: 90_000 })
      .toMatchObject({ firstPull: { repository: 'acme/orchard', number: issue.number, reviewed: true } });
  });

  it('keeps its secrets', async () => {
    const rows: { row: string }[] = await source.query(
      'SELECT a::text AS row FROM app_credentials a UNION ALL SELECT g::text FROM setup_grants g',
    );
    const told = [
      web.log(),
      other.log(),
      worker.log(),
      JSON.stringify(await progress()),
      ...rows.map(({ row }) => row),
    ];
    expect(rows.length).toBeGreaterThan(3);
    for (const secret of secrets()) expect(told.filter((text) => text.includes(secret))).toEqual([]);
    expect(told.slice(0, 3).filter((text) => text.includes(cookie.split('=')[1] ?? 'none'))).toEqual([]);
  });

  it('knows its App after a restart, and shows a stranger nothing of set-up', async () => {
    await web.stop();
    web = await stage.start({ PORT: String(stage.port), ROLE: 'web' });
    expect(await readiness(web)).toBe('ok');
    expect(web.log()).not.toContain('/setup?token=');
    expect((await api('POST', '/done')).status).toBe(204);
    expect((await fetch(`${web.url}/setup`, { headers: { cookie } })).status).toBe(410);
    expect((await fetch(`${web.url}/setup/api/progress`, { headers: { cookie } })).status).toBe(410);
  });

  it('lets the environment win', async () => {
    const env = { ANTHROPIC_API_KEY: 'sk-ant-of-the-environment-1', BACKEND_URL: 'https://review.acme.dev' };
    const third = await stage.start({ ...env, ROLE: 'web' });
    expect(await readiness(third)).toBe('ok');
    await third.stop();
  });
});
