import { fork, type ChildProcess } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDemoRepository, type DemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { noLimits } from '../../src/sandbox/state.js';
import { pem } from '../app-key.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { startSmeeChannel, type SmeeChannel } from './smee-channel.js';
import { quick } from './stage.js';
import { makePassingFolder } from '../passing-folder.js';

const dist = fileURLToPath(new URL('../../dist/src/', import.meta.url));

export interface SetupProcess {
  child: ChildProcess;
  url: string;
  log(): string;
  stop(): Promise<void>;
}

/** Nothing is set up: a GitHub, a smee service, a database, and processes that know no App. */
export interface SetupStage {
  sandbox: Sandbox;
  channel: SmeeChannel;
  database: TestDatabase;
  demo: DemoRepository;
  /** At which `start` listens, if it is given. */
  port: number;
  start(env?: Record<string, string>, args?: string[]): Promise<SetupProcess>;
  close(): Promise<void>;
}

export async function buildSetupStage(): Promise<SetupStage> {
  const folder = makePassingFolder('nectr-setup-');
  const [database, channel, port] = await Promise.all([createTestDatabase(), startSmeeChannel(), freePort()]);
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 'w'.repeat(40) });
  sandbox.state.limits = { ...noLimits };
  sandbox.state.registration.publicHosts.add(new URL(channel.service).host);
  const demo = await createDemoRepository(join(folder, 'repository'));
  const started: SetupProcess[] = [];
  return {
    sandbox,
    channel,
    database,
    demo,
    port,
    start: async (env = {}, args = ['main.js']) => {
      const child = fork(join(dist, args[0] ?? ''), args.slice(1), {
        cwd: folder,
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          PATH: process.env['PATH'],
          NODE_ENV: 'test',
          NECTR_TEST: JSON.stringify({ timings: quick }),
          HOST: '127.0.0.1',
          PORT: '0',
          METRICS_PORT: '0',
          DATABASE_URL: database.url,
          SECRET_KEY: 'k'.repeat(40),
          SMEE_URL: channel.service,
          ...env,
        },
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (more: string) => {
          text += more;
          if (process.env['NECTR_E2E_LOG']) appendFileSync(process.env['NECTR_E2E_LOG'], more);
        });
      const ended = new Promise<void>((done) => child.once('exit', () => done()));
      const isWorker = args.includes('worker');
      const listening = await new Promise<number>((done, fail) => {
        if (isWorker) done(0);
        child.on('message', (message: { listening?: number }) => {
          if (message.listening !== undefined) done(message.listening);
        });
        child.once('exit', () => fail(new Error(`it ended while starting:\n${text}`)));
      });
      const one = {
        child,
        url: `http://127.0.0.1:${listening}`,
        log: () => text,
        stop: async () => {
          if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
          await ended;
        },
      };
      started.push(one);
      return one;
    },
    close: async () => {
      await Promise.all(started.map((each) => each.stop()));
      await sandbox.close();
      await channel.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The link that a process prints on its console. */
export function linkOf(text: string): string {
  return /http\S+\/setup\?token=[\w-]+/.exec(text)?.[0] ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
