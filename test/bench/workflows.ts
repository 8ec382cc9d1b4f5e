import { execFileSync } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { giveSecrets } from '../../src/workflows/definitions/change-triggers.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { startServerProcess } from './ingest/server-process.js';
import { processorTime, readCosts, spentBetween } from './workflows/run-costs.js';

const KEY = 'k'.repeat(40);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Runs of definitions against a service on this machine, with one server and worker and the embedded PostgreSQL (or the
 * empty database of `args`), beside the same number of bare `SELECT`s and requests in turns: the time from an event to
 * the first thing done, runs a second of three small actions, and a queue of 10,000 (or the second of `args`) of which
 * five may be at work, by the rows' times and by what the service saw. `parts`: which of the three, all unless told.
 */
export async function bench([
  databaseUrl,
  queued = '10000',
  parts = 'latency,throughput,queue',
]: string[]): Promise<void> {
  // The worker is a process that the server starts: as it is delivered.
  execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = databaseUrl === undefined || databaseUrl === '-' ? await startEmbeddedPostgres(folder, quiet) : null;
  const url = embedded?.url ?? databaseUrl ?? '';
  await migrate(url);
  const source = createDataSource({ scope: 'system', url, poolSize: 4, applicationName: 'bench' });
  await source.initialize();
  const service = await startService();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = await startServerProcess(new URL('../../dist/src/main.js', import.meta.url), {
    name: 'nectr',
    folder,
    env: {
      APP_ID: '1',
      PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      WEBHOOK_SECRET: 's'.repeat(40),
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      GHE_HOST: '127.0.0.1:9',
      GHE_PROTOCOL: 'http',
      DATABASE_URL: url,
      SECRET_KEY: KEY,
      PORT: '0',
      METRICS_PORT: '0',
      ROLE: 'all',
      ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      WORKFLOW_HTTP_HOSTS: '127.0.0.1',
    },
  });
  try {
    const [{ id: installationId }] = await source.query<[{ id: number }]>(
      `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (1, 'acme', 1, 'Organization') RETURNING id`,
    );
    const of = { source, installationId, service };
    if (parts.includes('latency')) await latency({ ...of, port: server.port });
    if (parts.includes('throughput'))
      for (const method of ['GET', 'POST'] as const) await throughput(of, server.pid, method);
    if (parts.includes('queue')) await queue(of, Number(queued));
  } finally {
    await server.stop();
    await source.destroy();
    await service.close();
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Service = Awaited<ReturnType<typeof startService>>;
interface Of {
  source: DataSource;
  installationId: number;
  service: Service;
}

/** Takes anything, and holds what has `/slow` for 5 ms. */
async function startService() {
  const arrived = new Map<string, number>();
  /** How many requests for `/slow` are held now, and were at most. */
  const state = { slow: 0, most: 0 };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service');
    const name = searchParams.get('of');
    if (name !== null && !arrived.has(name)) arrived.set(name, performance.timeOrigin + performance.now());
    const isSlow = pathname === '/slow';
    if (isSlow) state.most = Math.max(state.most, ++state.slow);
    request.resume();
    request.on('end', () => {
      const answer = () => {
        if (isSlow) state.slow--;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      };
      if (isSlow) setTimeout(answer, 5);
      else answer();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    state,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function define({ source, installationId }: Of, written: object) {
  const read = readDefinition(written);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const { definition } = read;
  const saved = await source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'bench' }, definition),
  );
  const secrets = await source.transaction((manager) => giveSecrets(manager, saved!.id, [KEY]));
  return { ...saved!, name: definition.name, definition, secrets };
}

/** `POST /hooks/{trigger}` at a steady rate, on an idle machine: from the row of the event to the service. */
async function latency(of: Of & { port: number }): Promise<void> {
  const { source, service, port } = of;
  const workflow = await define(of, {
    name: 'one request',
    on: [{ webhook: {} }],
    concurrency: 'none',
    config: { max_concurrent_executions: 50 },
    do: [{ http_request: { url: `${service.url}/now?of=\${{ payload.of }}`, method: 'GET' } }],
  });
  const [trigger] = workflow.secrets;
  if (trigger === undefined) throw new Error('the trigger has no secret');
  const send = async (name: string) => {
    const body = JSON.stringify({ of: name });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/hooks/${trigger.id}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-nectr-signature-256': `sha256=${createHmac('sha256', trigger.secret).update(body).digest('hex')}`,
        'x-nectr-delivery': name,
      },
      body,
    });
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
  };
  for (let nth = 0; nth < 50; nth++) await send(`warm-${nth}`);
  await untilIdle(source);
  const COUNT = 600;
  const sent: Promise<void>[] = [];
  for (let nth = 0; nth < COUNT; nth++) {
    sent.push(send(`event-${nth}`));
    await sleep(50);
  }
  await Promise.all(sent);
  await untilIdle(source);
  const rows = await source.query<{ name: string; at: number }[]>(
    `SELECT substring(delivery_id FROM 'event-\\d+$') AS name, extract(epoch FROM created_at)::float8 * 1000 AS at FROM events
      WHERE delivery_id ~ 'event-\\d+$'`,
  );
  const times = rows.map(({ name, at }) => (service.arrived.get(name) ?? Infinity) - at).toSorted((a, b) => a - b);
  console.log(`start latency, ${rows.length} events at 20 a second, from the row to the service: ${summary(times)}`);
}

/**
 * From the first row to the last end, with what it costs (the bench's own starts and looks among it). A `POST` stands in
 * the book of effects, before it is sent and with its answer.
 */
async function throughput(of: Of, serverPid: number, method: 'GET' | 'POST'): Promise<void> {
  const { source, service } = of;
  const step = (name: string) => ({ http_request: { url: `${service.url}/now`, method }, name });
  const workflow = await define(of, {
    name: `three requests by ${method}`,
    on: [{ manual: {} }],
    concurrency: 'none',
    config: { max_concurrent_executions: 50 },
    do: [step('first'), step('second'), step('third')],
  });
  const COUNT = 1500;
  const bareBefore = await readCosts(source, process.pid);
  const bareRate = await sendBare(of, COUNT);
  const bare = spentBetween(bareBefore, await readCosts(source, process.pid), COUNT);
  await start(of, workflow, 50, 'warm');
  await untilIdle(source, workflow.id);
  const before = await readCosts(source, serverPid);
  await start(of, workflow, COUNT);
  await untilIdle(source, workflow.id);
  const costs = spentBetween(before, await readCosts(source, serverPid), COUNT);
  const { seconds } = await times(source, workflow.id);
  const rate = COUNT / seconds;
  console.log(
    `${COUNT} runs of three requests (${method}): ${rate.toFixed(0)} runs a second, ${(rate / bareRate).toFixed(3)} of what bare requests and rows of the same number reach (${bareRate.toFixed(0)})`,
  );
  const told = Object.entries(costs).map(([name, value]) => `${value.toFixed(1)} ${name}`);
  const [ms, bareMs] = [processorTime(costs), processorTime(bare)];
  console.log(
    `a run costs ${told.join(', ')}: ${ms.toFixed(1)} ms of a processor in all, ${(ms / bareMs).toFixed(2)} times the bare ones (${bareMs.toFixed(1)}); two could run ${(2000 / ms).toFixed(0)} a second`,
  );
}

/** For each run three requests, and the nine rows that it writes at least, 20 at a time. */
async function sendBare({ source, service }: Of, count: number): Promise<number> {
  await source.query('CREATE TABLE IF NOT EXISTS bench_rows (id int, at timestamptz DEFAULT now())');
  const from = performance.now();
  let next = 0;
  const one = async () => {
    while (next++ < count) {
      for (let nth = 0; nth < 3; nth++) {
        await (await fetch(`${service.url}/now`)).arrayBuffer();
        for (let row = 0; row < 3; row++) await source.query('INSERT INTO bench_rows VALUES ($1)', [row]);
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
  await source.query('DROP TABLE bench_rows');
  return (count / (performance.now() - from)) * 1000;
}

/** Many wait, five are at work; a run of another workflow comes in meanwhile. */
async function queue(of: Of, count: number): Promise<void> {
  const { source, service } = of;
  const workflow = await define(of, {
    name: 'five at a time',
    on: [{ manual: {} }],
    concurrency: 'none',
    config: { max_concurrent_executions: 5 },
    do: [{ http_request: { url: `${service.url}/slow`, method: 'GET' } }],
  });
  const other = await define(of, {
    name: 'another one',
    on: [{ manual: {} }],
    concurrency: 'none',
    do: [{ http_request: { url: `${service.url}/now`, method: 'GET' } }],
  });
  service.state.most = 0;
  await start(of, workflow, count);
  const others: number[] = [];
  for (let nth = 0; nth < 20; nth++) {
    const from = performance.now();
    await start(of, other, 1, `beside ${nth}`);
    await untilIdle(source, other.id);
    others.push(performance.now() - from);
    await sleep(200);
  }
  await untilIdle(source);
  const { seconds, most, outOfOrder } = await times(source, workflow.id);
  console.log(
    `${count} queued, five at a time: at most ${most} at work by the rows, ${service.state.most} of their requests at once at the service; ` +
      `${(count / seconds).toFixed(0)} runs a second, ${outOfOrder} begun more than five places out of order; ` +
      `others beside them: ${summary(others.toSorted((a, b) => a - b))}`,
  );
}

async function start(
  { source, installationId }: Of,
  workflow: Awaited<ReturnType<typeof define>>,
  count: number,
  prefix = 'run',
): Promise<void> {
  for (let at = 0; at < count; at += 100)
    await source.transaction(async (manager) => {
      for (let nth = at; nth < Math.min(at + 100, count); nth++) {
        const started = await startByHand(manager, {
          workflow,
          installationId,
          by: 'bench',
          requestId: `${prefix} ${nth}`,
          inputs: {},
          dryRun: false,
          repositoryId: null,
          pullNumber: null,
        });
        if (started.kind !== 'started') throw new Error(JSON.stringify(started));
      }
    });
}

/** Asks little: what it asks takes the machine's time, too. */
async function untilIdle(source: DataSource, workflowId: string | null = null): Promise<void> {
  const of = workflowId === null ? '' : ' AND workflow_id = $1';
  const parameters = workflowId === null ? [] : [workflowId];
  for (;;) {
    const [row] = await source.query<[{ left: boolean }]>(
      `SELECT EXISTS (SELECT FROM workflow_runs WHERE status IN ('pending', 'running')${of})
           OR EXISTS (SELECT FROM events WHERE status IN ('pending', 'processing')) AS left`,
      parameters,
    );
    if (!row.left) break;
    await sleep(workflowId === null ? 200 : 20);
  }
  const failed: unknown[] = await source.query(
    `SELECT 1 FROM workflow_runs WHERE status NOT IN ('pending', 'running', 'completed')${of}`,
    parameters,
  );
  if (failed.length > 0) throw new Error(`${failed.length} runs failed`);
}

/** By the rows: how long all took, the most that overlapped, and how many began before their turn. */
async function times(source: DataSource, workflowId: string, prefix = 'run') {
  const rows = await source.query<{ queued: number; began: number; ended: number }[]>(
    `SELECT extract(epoch FROM queued_at)::float8 AS queued, extract(epoch FROM started_at)::float8 AS began, extract(epoch FROM completed_at)::float8 AS ended
       FROM workflow_runs WHERE workflow_id = $1 AND execution_id LIKE '%:hand:' || $2 || ' %' ORDER BY queued_at, id`,
    [workflowId, prefix],
  );
  const marks = rows.flatMap(({ began, ended }) => [
    { at: began, by: 1 },
    { at: ended, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of marks.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by));
  const began = rows.map((row, place) => ({ place, at: row.began })).toSorted((a, b) => a.at - b.at);
  const outOfOrder = began.filter(({ place }, turn) => Math.abs(place - turn) > 5).length;
  const seconds = Math.max(...rows.map(({ ended }) => ended)) - Math.min(...rows.map(({ queued }) => queued));
  return { seconds, most, outOfOrder };
}

function summary(sorted: readonly number[]): string {
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
}
