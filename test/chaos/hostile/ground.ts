import { fork, execFileSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js';
import { createDemoRepository, type DemoRepository } from '../../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import type { Issue, Repository } from '../../../src/sandbox/types.js';
import { commitFiles } from '../../commit-files.js';
import { watchMemory, type Memory } from './watch-memory.js';
import { pem } from '../../app-key.js';

/** What every process of the product may take; a larger heap would hide what a small machine dies of. */
export const HEAP_MB = 512;

/** The product as it ships: server and worker with production's waits, its own PostgreSQL, a GitHub beside it. */
export interface Ground {
  sandbox: Sandbox;
  demo: DemoRepository;
  secret: string;
  port: number;
  memory: Memory;
  /** A repository of an installation of its own, with the demo's history. */
  tenant(account: string): Promise<Repository>;
  /** Opens a pull request: the demo's, or one with these files on top of main. */
  openPull(repository: Repository, files?: Readonly<Record<string, string>>): Promise<Issue>;
  /** Milliseconds until a review of the pull request stands there. Throws after `deadlineMs`. */
  untilReviewed(repository: Repository, issue: Issue, deadlineMs?: number): Promise<number>;
  /** The text of `/metrics`; empty where nobody answers any more. */
  metrics(): Promise<string>;
  log(): string;
  stop(): Promise<void>;
}

export async function buildGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-hostile-'));
  chmodSync(folder, 0o755);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const database = await startEmbeddedPostgres(join(folder, 'database'), quiet);
  const secret = randomBytes(32).toString('hex');
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: secret });
  const logFile = join(folder, 'server.log');
  const output = openSync(logFile, 'a', 0o600);
  const work = join(folder, 'work');
  mkdirSync(work);
  const { PATH, HOME, LANG } = process.env;
  const child = fork(fileURLToPath(new URL('../../../dist/src/main.js', import.meta.url)), [], {
    cwd: work,
    env: {
      PATH,
      HOME,
      LANG,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
      APP_ID: '1',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: secret,
      SECRET_KEY: randomBytes(32).toString('hex'),
      DATABASE_URL: database.url,
      GHE_HOST: sandbox.host,
      GHE_PROTOCOL: 'http',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
    },
    // Without the loader that this process was started with.
    execArgv: [],
    stdio: ['ignore', output, output, 'ipc'],
  });
  const port = await listening(child, logFile);
  sandbox.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
  const demo = await createDemoRepository(join(folder, 'repository'));
  const memory = watchMemory(child.pid ?? 0);
  let branches = 0;
  return {
    sandbox,
    demo,
    secret,
    port,
    memory,
    tenant: async (account) => {
      const installation = await sandbox.install({ account });
      return sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
    },
    openPull: (repository, files) => {
      const [pull] = demo.pulls;
      if (!pull) throw new Error('the demo has no pull request');
      if (!files) return sandbox.openPull(repository, pull);
      const head = `hostile-${++branches}`;
      const git = (...args: string[]) => execFileSync('git', ['-C', demo.folder, ...args], { encoding: 'utf8' }).trim();
      git('branch', head, commitFiles(demo.folder, git('rev-parse', 'main'), files));
      return sandbox.openPull(repository, { ...pull, head });
    },
    untilReviewed: (repository, issue, deadlineMs = 600_000) => {
      const alive = () => child.exitCode === null && child.signalCode === null;
      return untilReviewed(repository, issue, { deadlineMs, alive });
    },
    metrics: async () => {
      // The log is written a little after the process says that it listens.
      const [, metricsPort] = /"metricsPort":(\d+)/.exec(readFileSync(logFile, 'utf8')) ?? [];
      return fetch(`http://127.0.0.1:${metricsPort}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
    },
    log: () => readFileSync(logFile, 'utf8'),
    stop: async () => {
      memory.stop();
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      await sandbox.close();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcess, logFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { listening?: number }) => resolve(message.listening ?? 0));
    child.once('exit', () => reject(new Error(`the server did not start:\n${readFileSync(logFile, 'utf8')}`)));
  });
}

async function untilReviewed(
  repository: Repository,
  { number }: Issue,
  { deadlineMs, alive }: { deadlineMs: number; alive(): boolean },
): Promise<number> {
  const from = Date.now();
  while (Date.now() - from < deadlineMs) {
    for (const { issueNumber, body } of repository.comments.values())
      if (issueNumber === number && body.includes('<!-- nectr:summary')) return Date.now() - from;
    if (!alive()) throw new Error('the server is dead');
    await sleep(100);
  }
  throw new Error(`${repository.owner.login}#${number} was not reviewed within ${deadlineMs / 1000} s`);
}
