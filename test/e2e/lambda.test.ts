import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import type { LambdaAnswer } from '../../src/lambda/create-webhook.js';
import type { Worked } from '../../src/lambda/create-work.js';
import { createDemoRepository, type DemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Issue, Repository } from '../../src/sandbox/types.js';
import { lastDue } from '../../src/workflows/durable/last-due.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { deliveryHeaders, lambdaEvent } from '../lambda/events.js';
import { quick } from './stage.js';
import { pem } from '../app-key.js';
import { makePassingFolder } from '../passing-folder.js';

const ENTRY = join(process.cwd(), 'dist/src/lambda.js');

/** Calls the built functions as the runtime does: one process that stays, one invocation after the other. */
const RUNTIME = `
const functions = await import(${JSON.stringify(pathToFileURL(ENTRY).href)});
process.on('message', async ({ name, event, remaining, kill }) => {
  const until = Date.now() + remaining;
  try {
    const value = await functions[name](event, { getRemainingTimeInMillis: () => until - Date.now() });
    process.send({ value }, () => kill && process.kill(process.pid, 'SIGKILL'));
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.send('ready');
`;

interface Container {
  child: ChildProcess;
  invoke<T>(name: 'webhook' | 'work', event: unknown, options?: { remaining?: number; kill?: boolean }): Promise<T>;
}

let folder: string;
let database: TestDatabase;
let source: DataSource;
let sandbox: Sandbox;
let demo: DemoRepository;
let repository: Repository;
let bridge: Server;
let door: Container;
let env: NodeJS.ProcessEnv;
const containers: Container[] = [];
const log: string[] = [];

beforeAll(async () => {
  folder = makePassingFolder('nectr-lambda-');
  writeFileSync(join(folder, 'runtime.mjs'), RUNTIME);
  const webhookSecret = randomBytes(32).toString('hex');
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret });
  env = {
    PATH: process.env['PATH'],
    TMPDIR: folder,
    NODE_ENV: 'test',
    NECTR_TEST: JSON.stringify({ timings: quick }),
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    DATABASE_URL: database.url,
    SECRET_KEY: 'k'.repeat(40),
    LOG_LEVEL: 'warn',
  };
  door = await startContainer();
  // Stands where API Gateway stands: a request in, an event to the function, its answer out.
  bridge = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const sent = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers,
      body: Buffer.concat(chunks),
      base64: true,
    };
    const answer = await door.invoke<LambdaAnswer>('webhook', lambdaEvent('API Gateway 2.0 behind a stage', sent));
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => bridge.listen(0, '127.0.0.1', resolve));
  sandbox.setWebhookUrl(`http://127.0.0.1:${(bridge.address() as AddressInfo).port}/api/github/webhooks`);
  demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: true });
  repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
});

afterAll(async () => {
  for (const { child } of containers) child.kill('SIGKILL');
  bridge.close();
  await source.destroy();
  await sandbox.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startContainer(): Promise<Container> {
  const child = fork(join(folder, 'runtime.mjs'), [], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error(`the runtime ended:\n${log.join('')}`)));
  });
  const container: Container = {
    child,
    invoke: <T>(name: string, event: unknown, { remaining = 60_000, kill = false } = {}) =>
      new Promise<T>((resolve, reject) => {
        child.once('message', ({ value, error }: { value?: T; error?: string }) =>
          error === undefined ? resolve(value as T) : reject(new Error(error)),
        );
        child.send({ name, event, remaining, kill });
      }),
  };
  containers.push(container);
  return container;
}

const openPull = () => {
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  return sandbox.openPull(repository, pull);
};
const count = async (sql: string): Promise<number> => {
  const rows: { count: number }[] = await source.query(`SELECT count(*)::int AS count FROM ${sql}`);
  return rows[0]?.count ?? -1;
};

const submitted = ({ pull }: Issue) => [...(pull?.reviews.values() ?? [])].filter(({ state }) => state !== 'PENDING');

/** A function that is frozen now has no connection, no heartbeat and no work under way. */
async function expectStopped(): Promise<void> {
  expect(await count('executors')).toBe(0);
  expect(await count(`dbos.workflow_status WHERE status = 'PENDING'`)).toBe(0);
  const mine = `pg_stat_activity WHERE datname = current_database() AND application_name NOT IN ('test', 'nectr webhook')`;
  for (let tries = 0; tries < 40 && (await count(mine)) > 1; tries++) await sleep(50);
  expect(await count(mine)).toBeLessThanOrEqual(1);
}

it('reviews a pull request with nothing but the two functions', async () => {
  const issue = await openPull();
  const worker = await startContainer();
  expect(await worker.invoke<Worked>('work', {})).toEqual({ drained: true, left: expect.any(Number) as number });
  expect(submitted(issue)).toHaveLength(1);
  expect([...repository.checkRuns.values()].map(({ status }) => status)).toEqual(['completed']);
  await expectStopped();
});

it('K2: commits before it answers: killed with its answer, it has lost nothing', async () => {
  const payload = { action: 'created', installation: { id: 1 }, sender: { id: 1 } };
  const body = JSON.stringify(payload);
  const headers = deliveryHeaders(body, env['WEBHOOK_SECRET'] ?? '', {
    'x-github-event': 'installation',
    'x-github-delivery': 'killed',
  });
  const { child } = door;
  const gone = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const answer = await door.invoke<LambdaAnswer>('webhook', lambdaEvent('Function URL', { headers, body }), {
    kill: true,
  });
  expect([answer.statusCode, await gone]).toEqual([202, 'SIGKILL']);
  expect(
    await count(
      `events e JOIN dbos.workflow_status w ON w.workflow_uuid = 'event:' || e.id WHERE delivery_id = 'killed'`,
    ),
  ).toBe(1);
  door = await startContainer();
});

it('gives back what it cannot end in its time; the next invocation of the same function posts it, once', async () => {
  const issue = await openPull();
  const worker = await startContainer();
  // On a quick machine the review would be done in its time.
  sandbox.state.faults.add({ kind: 'delay', delayMs: 2000, match: { path: /\/files$/ }, times: 1 });
  const short = await worker.invoke<Worked>('work', {}, { remaining: 15_100 });
  expect(short.drained).toBe(false);
  expect(short.left).toBeGreaterThan(0);
  await expectStopped();
  expect(submitted(issue)).toHaveLength(0);
  expect(await worker.invoke<Worked>('work', {})).toMatchObject({ drained: true });
  expect(submitted(issue)).toHaveLength(1);
  await expectStopped();
});

it('does what the schedules name, once for each time, though it is never up at that moment', async () => {
  const done = `dbos.workflow_status WHERE workflow_uuid LIKE 'sched-%' AND status = 'SUCCESS'`;
  const names: { name: string }[] = await source.query(
    `SELECT DISTINCT split_part(workflow_uuid, '-', 2) AS name FROM ${done} ORDER BY 1`,
  );
  expect(names.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['reconcile_deliveries', 'sweep_open_pulls', 'sync_installations', 'purge_old_rows']),
  );
  const due = `${done} AND workflow_uuid = 'sched-purge_old_rows-${lastDue('0 2 * * *', new Date()).toISOString()}'`;
  expect(await count(due)).toBe(1);
  const before = await count('dbos.operation_outputs o JOIN ' + due.replace('WHERE', 'w USING (workflow_uuid) WHERE'));
  await (await startContainer()).invoke<Worked>('work', {});
  expect(await count('dbos.operation_outputs o JOIN ' + due.replace('WHERE', 'w USING (workflow_uuid) WHERE'))).toBe(
    before,
  );
});

it('does the work of functions that run side by side once', async () => {
  const issues = [await openPull(), await openPull(), await openPull()];
  const workers = await Promise.all([startContainer(), startContainer()]);
  await Promise.all(workers.map((worker) => worker.invoke<Worked>('work', {})));
  expect(issues.map((issue) => submitted(issue).length)).toEqual([1, 1, 1]);
  await expectStopped();
});
