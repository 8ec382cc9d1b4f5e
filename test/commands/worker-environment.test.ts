import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { git } from '../../src/checkout/git.js';
import { workerEnvironment } from '../../src/commands/worker-environment.js';
import { readConfig } from '../../src/config.js';
import { pem } from '../app-key.js';

const CANARY = 'canary-of-the-server-51f0';
const hidden = Object.fromEntries(
  [
    'WEBHOOK_SECRET',
    'WEBHOOK_SECRET_PREVIOUS',
    'WEBHOOK_PROXY_URL',
    'GITHUB_CLIENT_SECRET',
    'POSTGRES_PASSWORD',
    'AWS_SECRET_ACCESS_KEY',
    'NPM_TOKEN',
    'ANYTHING_ELSE',
  ].map((name) => [name, CANARY]),
);
const database = { url: 'postgresql://u:p@h/d', secretKeys: ['n'.repeat(40), 'o'.repeat(40)] };

it.skipIf(process.platform !== 'linux')('a forked worker has nothing of the server in its environment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-env-'));
  const entry = join(folder, 'wait.mjs');
  writeFileSync(entry, "process.send('up'); setInterval(() => undefined, 1000);");
  const given = {
    ...process.env,
    ...hidden,
    APP_ID: '12',
    PRIVATE_KEY: 'k',
    LOG_LEVEL: 'warn',
    HOST: '10.0.0.1',
    NEO4J_PASSWORD: 'n',
    MEM0_API_KEY: 'm',
  };
  const child = fork(entry, [], { env: workerEnvironment(given, database) });
  try {
    await new Promise((resolve) => child.once('message', resolve));
    const environ = readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0');
    expect(environ.filter((line) => line.includes(CANARY))).toEqual([]);
    expect(environ).toEqual(
      expect.arrayContaining([
        'APP_ID=12',
        'PRIVATE_KEY=k',
        'LOG_LEVEL=warn',
        'NEO4J_PASSWORD=n',
        'MEM0_API_KEY=m',
        'ROLE=worker',
      ]),
    );
    expect(environ).toContain(`DATABASE_URL=${database.url}`);
    expect(environ).not.toContain('HOST=10.0.0.1');
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

it('has the credentials of the provider that Claude is reached through, and of no other', () => {
  const aws = { AWS_REGION: 'us-east-1', AWS_SECRET_ACCESS_KEY: 's', AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/c' };
  const google = { GOOGLE_APPLICATION_CREDENTIALS: '/g.json', CLOUDSDK_CONFIG: '/gcloud' };
  const others = { AWS_LAMBDA_FUNCTION_NAME: 'f', GOOGLE_NOTHING: undefined };
  const of = (CLAUDE_PROVIDER: string) =>
    workerEnvironment({ ...aws, ...google, ...others, CLAUDE_PROVIDER }, database);
  expect(of('bedrock')).toMatchObject(aws);
  expect(of('vertex')).toMatchObject(google);
  for (const name of [...Object.keys(google), 'AWS_LAMBDA_FUNCTION_NAME'])
    expect(of('bedrock')).not.toHaveProperty(name);
  for (const name of Object.keys(aws)) expect(of('vertex')).not.toHaveProperty(name);
  for (const name of Object.keys({ ...aws, ...google })) expect(of('anthropic')).not.toHaveProperty(name);
});

it('is enough for a worker, which needs no webhook secret; a server does', () => {
  const { PRIVATE_KEY, ...rest } = { PRIVATE_KEY: pem, APP_ID: '12', WEBHOOK_SECRET: 'w'.repeat(32) };
  const env = workerEnvironment({ ...rest, PRIVATE_KEY, ...hidden }, database);
  expect(readConfig(env)).toMatchObject({ mode: 'configured', ROLE: 'worker', app: { appId: 12, webhookSecrets: [] } });
  expect(() => readConfig({ ...env, ROLE: 'web' })).toThrow('WEBHOOK_SECRET is missing');
});

it('git has nothing of ours in its environment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-env-'));
  const script = join(folder, 'git');
  writeFileSync(script, '#!/bin/sh\nenv\n', { mode: 0o755 });
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  process.env['NECTR_CANARY'] = CANARY;
  try {
    const seen = (await git(folder, ['status'])).toString();
    expect(seen).toContain('GIT_TERMINAL_PROMPT=0');
    expect(seen).not.toContain(CANARY);
  } finally {
    process.env['PATH'] = path;
    delete process.env['NECTR_CANARY'];
    rmSync(folder, { recursive: true, force: true });
  }
});

it('analyzer threads have no environment at all', async () => {
  const made: WorkerOptions[] = [];
  vi.doMock('node:worker_threads', async (original) => {
    const real = await original<typeof import('node:worker_threads')>();
    return {
      ...real,
      Worker: class extends real.Worker {
        constructor(entry: URL, options: WorkerOptions) {
          super(entry, options);
          made.push(options);
        }
      },
    };
  });
  // Other files of this worker may have loaded the pool before.
  vi.resetModules();
  const { runInPool, closePool } = await import('../../src/review/analyzers/pool.js');
  const { openShare } = await import('../../src/review/analyzers/thread-share.js');
  await runInPool({ kind: 'change', files: [], snapshotPaths: '', roots: [] }, 10_000, openShare());
  await closePool();
  expect(made.map(({ env }) => env)).toEqual([{}]);
});
