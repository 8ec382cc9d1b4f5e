import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationOctokit, type Octokit } from '../../../src/github/client/installation-octokit.js';
import type { PullTarget } from '../../../src/github/client/target.js';
import { createDemoRepository, type DemoRepository } from '../../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { readAppManifest } from '../../../src/app-manifest.js';
import { noLimits } from '../../../src/sandbox/state.js';
import type { Issue, Pull, Repository } from '../../../src/sandbox/types.js';
import { pem } from '../../app-key.js';

const PEOPLE = ['alice', 'bob', 'dora', 'erin'] as const;

/** A pull request of the demo by `alice` in an organisation's repository, where bob, dora and erin may write too. */
export interface SandboxStage {
  sandbox: Sandbox;
  repository: Repository;
  issue: Issue;
  pull: Pull;
  target: PullTarget;
  octokit: Octokit;
  /** How often the lease was looked at. */
  leases: number;
  assertLease(): Promise<void>;
  /** Writes that were sent from now on, as `METHOD path`. */
  writesOf(work: () => Promise<unknown>): Promise<string[]>;
  connect(permissions?: Record<string, 'read' | 'write'>): Promise<Octokit>;
  close(): Promise<void>;
}

let demo: Promise<DemoRepository> | null = null;
const folder = mkdtempSync(join(tmpdir(), 'nectr-actions-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

export async function openStage(): Promise<SandboxStage> {
  demo ??= createDemoRepository(folder);
  const { pulls } = await demo;
  const [draft] = pulls;
  if (!draft) throw new Error('the demo has no pull request');
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  Object.assign(sandbox.state.limits, noLimits);
  const installation = await sandbox.install({
    account: 'acme',
    owners: ['owner'],
    permissions: { ...readAppManifest().default_permissions, members: 'read' },
    deliver: false,
  });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder });
  const issue = await sandbox.openPull(repository, { ...draft, user: 'alice', deliver: false });
  const { pull } = issue;
  if (!pull) throw new Error('no pull request');
  for (const login of PEOPLE) {
    repository.collaborators.set(login, 'write');
    sandbox.openIssue(repository, { title: `Of ${login}`, body: '', user: login });
  }
  const connect: SandboxStage['connect'] = (
    permissions = { issues: 'write', pull_requests: 'write', checks: 'write' },
  ) =>
    installationOctokit(
      {
        appId: 1,
        privateKey: pem,
        baseUrl: `${sandbox.url}/api/v3`,
        log: { warn: () => undefined, error: () => undefined },
        pace: null,
        retryDelayMs: 1,
      },
      { installationId: installation.id, repositoryIds: [repository.id], permissions },
    );
  const stage: SandboxStage = {
    sandbox,
    repository,
    issue,
    pull,
    target: {
      owner: 'acme',
      repo: 'orchard',
      repositoryId: repository.id,
      number: issue.number,
      installationId: installation.id,
    },
    octokit: await connect(),
    leases: 0,
    assertLease: async () => void stage.leases++,
    writesOf: async (work) => {
      const before = sandbox.state.journal.length;
      await work();
      return sandbox.state.journal
        .slice(before)
        .filter(({ path }) => !path.includes('access_tokens'))
        .map(({ method, path }) => `${method} ${path.replace('/repos/acme/orchard', '')}`);
    },
    connect,
    close: () => sandbox.close(),
  };
  return stage;
}
