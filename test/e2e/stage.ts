import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { prepared } from '../../src/database/prepared.js';
import { createDemoRepository, type DemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { noLimits } from '../../src/sandbox/state.js';
import type { Installation, Issue, Repository } from '../../src/sandbox/types.js';
import type { Barrier, TestSwitches } from '../../src/test-switches.js';
import type { Timings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { pem } from '../app-key.js';
import { makePassingFolder } from '../passing-folder.js';

const dist = fileURLToPath(new URL('../../dist/src/', import.meta.url));

/**
 * The waits of production at a fraction; only the silence of a worker stays as it is. What is asked all the time is
 * asked no more often than a test needs: three idle stages beside each other took a fifth of the machine.
 */
export const quick: Partial<Timings> = {
  heartbeat: 1000,
  takeover: 500,
  watch: 100,
  burstQuiet: 300,
  burstLongest: 1000,
  retries: [100, 200, 400],
  longestSleep: 300,
  writeInterval: 20,
  readRetry: 100,
  lookups: [0, 200, 400],
  shutdown: 2000,
  settle: 500,
  // Scans are tests of their own: nobody else waits for one, or counts its calls.
  backfill: 3_600_000,
};

/**
 * For tests in which a worker dies: it is missed soon, and so is what it was writing. Elsewhere a busy machine must not
 * look like a dead worker.
 */
export const hasty: Partial<Timings> = { heartbeat: 200, takeover: 100, silence: 1000, writerSilence: 1000 };

export interface Process {
  child: ChildProcess;
  /** The port a web process listens on; 0 for a worker. */
  port: number;
  ended: Promise<{ code: number | null; signal: string | null }>;
  stop(): Promise<void>;
}

/** Everything real: PostgreSQL, the server and worker as processes of their own, a GitHub over git repositories. */
export interface Stage {
  sandbox: Sandbox;
  source: DataSource;
  demo: DemoRepository;
  installation: Installation;
  repository: Repository;
  web: Process;
  log(): string;
  startWorker(options?: {
    barrier?: Barrier;
    /** What happens at the barrier; `kill` unless told. */
    fault?: TestSwitches['fault'];
    timings?: Partial<Timings>;
    env?: Record<string, string>;
  }): Promise<Process>;
  /** The App's, to ask the sandbox as the App. */
  privateKey: string;
  /** What no log may hold: keys, secrets, passwords. */
  secrets: string[];
  startWeb(env?: Record<string, string>): Promise<Process>;
  /** Opens the pull request of the demo once more. */
  openPull(options?: {
    draft?: boolean;
    deliver?: boolean;
    fork?: string;
    user?: string;
    title?: string;
  }): Promise<Issue>;
  /** An empty commit on top of another one of the demo's repository; returns its SHA. */
  commitOn(sha: string): Promise<string>;
  /** kill -9 of all workers that live: what one test leaves behind must not take part in the next. */
  killWorkers(): Promise<void>;
  close(): Promise<void>;
}

/** Builds a stage without a worker. */
export async function buildStage(webEnv: Record<string, string> = {}): Promise<Stage> {
  const folder = makePassingFolder('nectr-e2e-');
  const webhookSecret = randomBytes(32).toString('hex');
  const database: TestDatabase = await createTestDatabase();
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret });
  // The waits of production are scaled here, those of GitHub are not.
  sandbox.state.limits = { ...noLimits };
  const lines: string[] = [];
  const processes: Process[] = [];
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    DATABASE_URL: database.url,
    SECRET_KEY: 'k'.repeat(40),
  };
  /** `isDoomed`: it dies at a barrier, which may come before it says that it is ready. */
  const start = async (args: string[], extra: Record<string, string>, isDoomed = false): Promise<Process> => {
    const child = fork(join(dist, args[0] ?? ''), args.slice(1), {
      cwd: folder,
      env: { ...env, ...extra },
      // Without the loader that this process was started with.
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        lines.push(chunk.toString());
        if (process.env['NECTR_E2E_LOG']) appendFileSync(process.env['NECTR_E2E_LOG'], chunk);
      });
    }
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    const port = await new Promise<number>((resolve, reject) => {
      // A worker beats from its first moment on, long before it is ready.
      child.on('message', (message: { listening?: number; ready?: true }) => {
        if (message.listening !== undefined || message.ready) resolve(message.listening ?? 0);
      });
      child.once('exit', (_code, signal) => {
        if (isDoomed && signal === 'SIGKILL') resolve(0);
        else reject(new Error(`the process ended while starting:\n${lines.slice(-20).join('')}`));
      });
    });
    const started = {
      child,
      port,
      ended,
      stop: async () => {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
        await ended;
      },
    };
    processes.push(started);
    return started;
  };
  const startWeb = (extra: Record<string, string> = {}) => start(['main.js'], { ROLE: 'web', ...extra });
  const web = await startWeb(webEnv);
  sandbox.setWebhookUrl(`http://127.0.0.1:${web.port}/api/github/webhooks`);
  const source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: true });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
  const [reviewed] = demo.pulls;
  if (!reviewed) throw new Error('the demo has no pull request');
  return {
    sandbox,
    source,
    demo,
    installation,
    repository,
    web,
    privateKey: pem,
    secrets: [webhookSecret, env.SECRET_KEY, ...pem.split('\n').slice(1, -2), new URL(database.url).password],
    log: () => lines.join(''),
    startWeb,
    startWorker: ({ barrier, fault, timings, env: more } = {}) => {
      const test = { timings: { ...quick, ...timings }, barrier, fault };
      const variables = { ROLE: 'worker', NECTR_TEST: JSON.stringify(test), ...more };
      return start(['cli.js', 'worker'], variables, barrier !== undefined);
    },
    commitOn: async (sha) => {
      const author = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
      const args = ['-C', demo.folder, ...author, 'commit-tree', `${sha}^{tree}`, '-p', sha, '-m', 'more'];
      return execFileSync('git', args, { encoding: 'utf8' }).trim();
    },
    killWorkers: async () => {
      const workers = processes.splice(0).filter((each) => each !== web);
      processes.push(web);
      for (const { child } of workers) child.kill('SIGKILL');
      await Promise.all(workers.map(({ ended }) => ended));
    },
    openPull: (options) => sandbox.openPull(repository, { ...reviewed, ...options }),
    close: async () => {
      await Promise.all(processes.map((each) => each.stop()));
      await source.destroy();
      await sandbox.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RunRow {
  execution_id: string;
  status: string;
  outcome: string | null;
  reason: string | null;
  attempt: number;
}

/** The runs of a pull request, oldest first. */
export function runsOf(stage: Stage, number: number): Promise<RunRow[]> {
  return stage.source.query(
    prepared(`SELECT execution_id, r.status, outcome, outcome_reason AS reason, attempt FROM workflow_runs r
       JOIN pull_requests p ON p.id = r.pull_request_id WHERE p.number = $1 ORDER BY r.queued_at, r.execution_id`),
    [number],
  );
}

/** Waits until a pull request has runs and all of them ended. Throws with the log if that takes too long. */
export async function untilEnded(stage: Stage, number: number, deadlineMs = 120_000): Promise<RunRow[]> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const runs = await runsOf(stage, number);
    if (runs.length > 0 && runs.every(({ status }) => status !== 'pending' && status !== 'running')) return runs;
  }
  const runs = JSON.stringify(await runsOf(stage, number));
  throw new Error(`#${number} did not end: ${runs}\n${stage.log().split('\n').slice(-25).join('\n')}`);
}

/** What of a review stands on a pull request. */
export function seenOn(stage: Stage, { number, pull }: Issue) {
  const reviews = [...(pull?.reviews.values() ?? [])];
  const { comments, checkRuns } = stage.repository;
  return {
    submitted: reviews.filter(({ state }) => state !== 'PENDING').length,
    pending: reviews.filter(({ state }) => state === 'PENDING').length,
    inline: pull?.reviewComments.size ?? 0,
    summaries: [...comments.values()].filter((comment) => comment.issueNumber === number).map(({ body }) => body),
    unfinishedChecks: [...checkRuns.values()].filter(({ status }) => status !== 'completed').length,
  };
}
