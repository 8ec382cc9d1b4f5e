import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { appOctokit } from '../../../src/github/client/app-octokit.js';
import {
  GitHubLimitedError,
  GitHubTerminalError,
  GitHubUnavailableError,
} from '../../../src/github/client/github-error.js';
import { installationOctokit } from '../../../src/github/client/installation-octokit.js';
import { listDeliveries, redeliver } from '../../../src/github/read/list-deliveries.js';
import { listInstallations } from '../../../src/github/read/list-installations.js';
import { listOpenPulls } from '../../../src/github/read/list-open-pulls.js';
import { isOwn } from '../../../src/github/client/own-identity.js';
import { readApp } from '../../../src/github/read/read-app.js';
import { readHook } from '../../../src/github/read/read-hook.js';
import { readInstallationRepositories } from '../../../src/github/read/read-installation-repositories.js';
import { readPermission } from '../../../src/github/read/read-permission.js';
import { createDemoRepository } from '../../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import type { Installation, Repository } from '../../../src/sandbox/types.js';
import { APP, connect, fakeGitHub, HOST, TARGET } from '../fake-github.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-app-'));
let sandbox: Sandbox;
let installation: Installation;
let repository: Repository;
const target = { owner: 'acme', repo: 'orchard' };

beforeAll(async () => {
  const demo = await createDemoRepository(folder);
  sandbox = await startSandbox({ appId: 1, privateKey: APP.privateKey, webhookSecret: 's'.repeat(32) });
  installation = await sandbox.install({ account: 'acme', deliver: false });
  repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder });
  for (const pull of demo.pulls) await sandbox.openPull(repository, { ...pull, deliver: false });
  await sandbox.closePull(repository, 1);
});
afterEach(() => nock.cleanAll());
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const asApp = (privateKey = APP.privateKey) =>
  appOctokit({ appId: 1, privateKey, baseUrl: `${sandbox.url}/api/v3/`, pace: null });
const asInstallation = () =>
  installationOctokit(
    { ...APP, baseUrl: `${sandbox.url}/api/v3`, log: { warn: () => undefined, error: () => undefined }, pace: null },
    { installationId: installation.id, repositoryIds: [], permissions: { metadata: 'read', pull_requests: 'read' } },
  );

describe('as the App', () => {
  it('reads who it is, where it is installed, and where its deliveries go', async () => {
    expect(await readApp(asApp())).toMatchObject({ id: 1, slug: 'nectr', date: expect.stringContaining('GMT') });
    expect(await listInstallations(asApp())).toMatchObject([{ id: installation.id, account: { login: 'acme' } }]);
    expect(await readHook(asApp())).toEqual({ url: null, contentType: 'json', checksCertificate: true });
    sandbox.setWebhookUrl('http://127.0.0.1:1/api/github/webhooks');
    expect(await readHook(asApp())).toMatchObject({ url: 'http://127.0.0.1:1/api/github/webhooks' });
  });

  it('lists failed deliveries and asks for them again', async () => {
    await sandbox.deliver('ping', { zen: 'x' });
    const [attempt] = await listDeliveries(asApp(), new Date(0));
    expect(attempt?.statusCode).not.toBe(200);
    await redeliver(asApp(), attempt?.id ?? 0);
    const again = await listDeliveries(asApp(), new Date(0));
    expect(again.filter(({ guid }) => guid === attempt?.guid)).toHaveLength(2);
  });

  it('D11: refused keys, limits and odd answers have their own errors', async () => {
    const app = () => appOctokit({ appId: 1, privateKey: APP.privateKey, baseUrl: HOST, pace: null });
    const answers = [
      { status: 401, body: { message: 'A JSON web token could not be decoded' } },
      { status: 429, body: { message: 'slow down' } },
      { body: { novelty: true } },
    ];
    fakeGitHub(() => answers.shift());
    await expect(readApp(app())).rejects.toBeInstanceOf(GitHubTerminalError);
    await expect(readApp(app())).rejects.toBeInstanceOf(GitHubLimitedError);
    await expect(readApp(app())).rejects.toBeInstanceOf(GitHubUnavailableError);
  });
});

describe('as an installation', () => {
  it('lists its repositories and their open pull requests', async () => {
    const octokit = await asInstallation();
    expect(await readInstallationRepositories(octokit)).toMatchObject([
      { id: repository.id, full_name: 'acme/orchard' },
    ]);
    const open = await listOpenPulls(octokit, target);
    expect(open.map(({ number }) => number)).toEqual([3, 2]);
  });

  it('S14: what somebody may do is asked of GitHub by login; who is unknown there may do nothing', async () => {
    repository.collaborators.set('writer', 'write');
    const octokit = await asInstallation();
    expect(await readPermission(octokit, target, 'acme')).toBe('admin');
    expect(await readPermission(octokit, target, 'writer')).toBe('write');
    // Letters that look the same, and a name with a path in it.
    for (const login of ['wr\u0456ter', 'ac\u043ce', 'stranger', '../../acme', 'writer/../acme'])
      expect(await readPermission(octokit, target, login)).toBe('none');
  });

  it('S14: a permission that this version does not know counts for nothing', async () => {
    fakeGitHub(({ path }) => (path.endsWith('/permission') ? { body: { permission: 'quantum' } } : undefined));
    await expect(readPermission(await connect(), TARGET, 'alice')).rejects.toBeInstanceOf(GitHubUnavailableError);
  });
});

describe('S13, S14: who we are', () => {
  it.each([
    ['our bot', { id: 77, login: 'nectr[bot]', type: 'Bot' }, true],
    ['a user who took the name without brackets', { id: 5, login: 'nectr', type: 'User' }, false],
    ['a user with our login', { id: 5, login: 'nectr[bot]', type: 'User' }, false],
    ['a look-alike', { id: 5, login: 'n\u0435ctr[bot]', type: 'Bot' }, false],
    ['another App', { id: 5, login: 'nectr-evil[bot]', type: 'Bot' }, false],
    ['a deleted account', null, false],
  ])('%s: %s', (_, user, own) => {
    expect(isOwn(user, { appSlug: 'nectr' })).toBe(own);
    expect(isOwn(user, { botUserId: 77 })).toBe(own);
  });
});
