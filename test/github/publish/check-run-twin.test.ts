import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { concludeCheckRun, startCheckRun } from '../../../src/github/publish/check-run.js';
import { installationOctokit } from '../../../src/github/client/installation-octokit.js';
import { createDemoRepository } from '../../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { pem } from '../../app-key.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-check-'));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

it('ends a second check run that a frozen worker made for the same run, and no other', async () => {
  const demo = await createDemoRepository(folder);
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  const [pull] = demo.pulls;
  if (!pull) throw new Error('no pull request');
  const issue = await sandbox.openPull(repository, { ...pull, deliver: false });
  const log = { warn: () => undefined, error: () => undefined };
  const octokit = await installationOctokit(
    { appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, log, pace: null },
    { installationId: installation.id, repositoryIds: [repository.id], permissions: { checks: 'write' } },
  );
  const target = {
    owner: 'acme',
    repo: 'orchard',
    repositoryId: repository.id,
    number: issue.number,
    installationId: installation.id,
  };
  const key = {
    headSha: issue.pull?.head.sha ?? '',
    runKey: 'run:a',
    repositoryUrl: `${sandbox.url}/acme/orchard`,
    assertLease: async () => undefined,
    refused: () => undefined,
  };
  const first = await startCheckRun(octokit, target, key);
  const other = await startCheckRun(octokit, target, { ...key, runKey: 'run:b' });
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    owner: 'acme',
    repo: 'orchard',
    name: 'Nectr',
    head_sha: key.headSha,
    external_id: 'run:a',
    status: 'in_progress',
  });
  const check = { conclusion: 'neutral', title: 'Done', summary: 'Done', annotations: [] } as const;
  await concludeCheckRun(octokit, target, key, { ...check, annotations: [] });
  const states = Object.fromEntries([...repository.checkRuns.values()].map(({ id, status }) => [id, status]));
  expect(states).toEqual({ [first]: 'completed', [other]: 'in_progress', [String(data.id)]: 'completed' });
});
