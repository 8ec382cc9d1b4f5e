import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { pem } from '../app-key.js';

let sandbox: Sandbox;
let page: string;
const folder = mkdtempSync(join(tmpdir(), 'nectr-page-'));

beforeAll(async () => {
  const pageOf = (_: unknown, { title }: { title: string }) => `<b>${title}</b>`;
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32), pageOf });
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  const { number } = await sandbox.openPull(repository, { ...pull, title: 'A & B', deliver: false });
  page = `${sandbox.url}/acme/orchard/pull/${number}`;
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(page, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ body }) });

it('shows a pull request as text, and there is no other page', async () => {
  const answer = await fetch(page);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  expect(await answer.text()).toContain('<pre>&lt;b&gt;A &amp; B&lt;/b&gt;</pre>');
  expect((await fetch(`${sandbox.url}/acme/orchard/pull/99`)).status).toBe(404);
});

it('takes a comment of its form, and of no other page', async () => {
  expect((await post('/nectr help')).status).toBe(303);
  expect((await post('/nectr pause', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post(' ')).status).toBe(422);
  const [repository] = sandbox.state.repositories.values();
  expect([...(repository?.comments.values() ?? [])].map(({ user, body }) => [user.login, body])).toEqual([
    ['acme', '/nectr help'],
  ]);
});
