import { fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { entryFile } from '../../entry-file.js';
import { claudeVariableNames } from '../../claude-config.js';
import { providerEnvironment } from '../provider-environment.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';

export interface Stage {
  folder: string;
  sandbox: Sandbox;
  /** Where the server listens. */
  port: number;
  stop(): Promise<void>;
}

const Listening = z.object({ listening: z.number() });
const START_DEADLINE_MS = 60_000;

/**
 * Builds what a demo plays on: a GitHub on this machine and the ordinary server pointed at it, configured like any
 * other, with keys made for this time only. Data goes to `.nectr/demo`, which is emptied first; while it runs, a `.env`
 * there tells every command in that folder what the server was told. Throws with the way to the log if the server does
 * not start.
 */
export async function buildStage(): Promise<Stage> {
  const folder = resolve('.nectr', 'demo');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const webhookSecret = randomBytes(32).toString('hex');
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret });
  const variables = {
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    GITHUB_CLIENT_ID: sandbox.client.id,
    GITHUB_CLIENT_SECRET: sandbox.client.secret,
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
  };
  try {
    const server = await startApp(folder, variables);
    const envFile = join(folder, '.env');
    writeFileSync(envFile, envText({ ...variables, PORT: String(server.port) }), { mode: 0o600 });
    sandbox.setWebhookUrl(`http://127.0.0.1:${server.port}/api/github/webhooks`);
    const stop = async () => {
      await server.stop();
      await sandbox.close();
      rmSync(envFile, { force: true });
    };
    return { folder, sandbox, port: server.port, stop };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Line ends of a key are written as `\n`, which a `.env` file and the configuration both read. */
function envText(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join('');
}

/**
 * Only what the machine needs is inherited, and Claude, who takes part if there is a key: a real App's variables must
 * not reach the demo.
 */
async function startApp(
  folder: string,
  variables: Record<string, string>,
): Promise<{ port: number; stop(): Promise<void> }> {
  const { PATH, HOME, TMPDIR, LANG, XDG_STATE_HOME } = process.env;
  const claude = Object.fromEntries(claudeVariableNames.map((name) => [name, process.env[name]]));
  const logFile = join(folder, 'server.log');
  const output = openSync(logFile, 'a', 0o600);
  const child = fork(entryFile('main'), ['--no-env-file'], {
    cwd: folder,
    env: { PATH, HOME, TMPDIR, LANG, XDG_STATE_HOME, ...claude, ...providerEnvironment(process.env), ...variables },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const port = await new Promise<number>((done, fail) => {
    const late = setTimeout(
      () => fail(new Error(`the server did not start in time: see ${logFile}`)),
      START_DEADLINE_MS,
    );
    child.once('message', (message) => {
      clearTimeout(late);
      const parsed = Listening.safeParse(message);
      if (parsed.success) done(parsed.data.listening);
      else fail(new Error(`the server said something unknown: see ${logFile}`));
    });
    child.once('exit', () => {
      clearTimeout(late);
      fail(new Error(`the server ended while starting: see ${logFile}`));
    });
  });
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
