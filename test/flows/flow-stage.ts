import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { expect } from 'vitest';
import { readConfig } from '../../src/config.js';
import { createDataSource } from '../../src/database/data-source.js';
import { prepared } from '../../src/database/prepared.js';
import { createGitHubReceiver } from '../../src/receiver.js';
import { createDemoRepository, type DemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Installation, Issue, Repository } from '../../src/sandbox/types.js';
import type { Barrier } from '../../src/test-switches.js';
import { startWorker, type Worker } from '../../src/worker.js';
import { defaultTimings, type Timings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase } from '../database/test-database.js';
import { quick, type RunRow } from '../e2e/stage.js';
import { noLimits } from '../../src/sandbox/state.js';
import { pem } from '../app-key.js';
import { makePassingFolder } from '../passing-folder.js';

const webhookSecret = 's'.repeat(40);

export interface FlowOptions {
  /** An address of the caller's own, already migrated; else a fresh copy of the template. */
  url?: string;
  timings?: Partial<Timings>;
  env?: Record<string, string>;
  /** Called at each barrier of the worker. */
  reached?: (barrier: Barrier) => void;
}

/** Receiver, worker and a GitHub over git repositories, all in this process: everything real but the processes. */
export interface Flow {
  url: string;
  sandbox: Sandbox;
  source: DataSource;
  demo: DemoRepository;
  installation: Installation;
  repository: Repository;
  worker: Worker;
  /** What was logged as a warning or error. */
  warnings: string[];
  /** How often the worker was told that another one took its place. */
  lost(): number;
  /** Opens the pull request of the demo once more. */
  openPull(options?: { draft?: boolean; deliver?: boolean; user?: string }): Promise<Issue>;
  /** Waits until a pull request has `count` runs and all of them ended. */
  untilEnded(number: number, count?: number, deadlineMs?: number): Promise<RunRow[]>;
  runsOf(number: number): Promise<RunRow[]>;
  /** What stands on a pull request. */
  seen(issue: Issue): { submitted: number; pending: number; summaries: string[]; unfinishedChecks: number };
  restartWorker(): Promise<void>;
  /** Ends the worker, and starts one on another database. */
  moveWorker(url: string): Promise<void>;
  close(): Promise<void>;
}

export async function buildFlow(options: FlowOptions = {}): Promise<Flow> {
  const folder = makePassingFolder('nectr-flow-');
  const database = options.url === undefined ? await createTestDatabase() : null;
  const url = options.url ?? database?.url ?? '';
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret });
  sandbox.state.limits = { ...noLimits };
  const config = readConfig({
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    ...options.env,
  });
  if (config.mode === 'setup') throw new Error('the App is configured');
  const warnings: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_: object, text: string) => void warnings.push(text),
    error: (_: object, text: string) => void warnings.push(text),
  };
  const source = createDataSource({ scope: 'system', url, poolSize: 4, applicationName: 'test' });
  const receiving = createDataSource({
    scope: 'system',
    url,
    poolSize: 4,
    applicationName: 'nectr web',
    queryTimeoutMs: 5000,
  });
  await Promise.all([source.initialize(), receiving.initialize()]);
  const receiver = await createGitHubReceiver({
    app: config.app,
    source: receiving,
    answered: () => undefined,
    log,
  });
  const server = createServer((request, response) => void receiver.handle(request, response));
  const port = await listen(server);
  sandbox.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
  let losses = 0;
  const start = (at = url) =>
    startWorker({
      config,
      url: at,
      secretKeys: ['k'.repeat(40)],
      dataFolder: folder,
      timings: { ...defaultTimings, ...quick, ...options.timings },
      log,
      role: 'worker',
      version: 'test',
      lost: () => void (losses += 1),
      pools: { app: 6, engine: 5 },
      ...(options.reached === undefined ? {} : { reached: options.reached }),
    });
  let worker = await start();
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: true });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  const runsOf = (number: number): Promise<RunRow[]> =>
    source.query(
      prepared(`SELECT execution_id, r.status, outcome, outcome_reason AS reason, attempt FROM workflow_runs r
         JOIN pull_requests p ON p.id = r.pull_request_id JOIN repositories o ON o.id = r.repository_id
        WHERE p.number = $1 AND o.github_repo_id = $2 ORDER BY r.queued_at, r.execution_id`),
      [number, repository.id],
    );
  return {
    url,
    sandbox,
    source,
    demo,
    installation,
    repository,
    get worker() {
      return worker;
    },
    warnings,
    lost: () => losses,
    openPull: (given) => sandbox.openPull(repository, { ...pull, ...given }),
    runsOf,
    untilEnded: async (number, count = 1, deadlineMs = 120_000) => {
      let runs: RunRow[] = [];
      await expect
        .poll(
          async () => {
            runs = await runsOf(number);
            return runs.filter(({ status }) => status !== 'pending' && status !== 'running').length;
          },
          { timeout: deadlineMs, interval: 50, message: `#${number} has no ${count} ended runs` },
        )
        .toBe(count);
      return runs;
    },
    seen: ({ number, pull: of }) => {
      const reviews = [...(of?.reviews.values() ?? [])];
      const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === number);
      return {
        submitted: reviews.filter(({ state }) => state !== 'PENDING').length,
        pending: reviews.filter(({ state }) => state === 'PENDING').length,
        summaries: comments.map(({ body }) => body),
        unfinishedChecks: [...repository.checkRuns.values()].filter(({ status }) => status !== 'completed').length,
      };
    },
    restartWorker: async () => {
      await worker.stop();
      worker = await start();
    },
    moveWorker: async (to) => {
      await worker.stop();
      worker = await start(to);
    },
    close: async () => {
      await worker.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await receiver.close();
      await Promise.all([source.destroy(), receiving.destroy()]);
      await sandbox.close();
      await database?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An empty commit on top of another one of the demo's repository; returns its SHA. */
export function commitOn({ demo }: Pick<Flow, 'demo'>, sha: string): string {
  const author = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  const args = ['-C', demo.folder, ...author, 'commit-tree', `${sha}^{tree}`, '-p', sha, '-m', 'more'];
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}
