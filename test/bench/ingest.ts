import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { deliveries } from './ingest/deliveries.js';
import { openLoad } from './ingest/load.js';
import { startServerProcess, type ServerProcess } from './ingest/server-process.js';

const SECRET = 's'.repeat(40);
const ROUNDS = 7;
const DELIVERIES = 2000;
const CONNECTIONS = 64;
const STEADY = { wave: 1, everyMs: 5, seconds: 10 };
const BURST = { wave: 200, everyMs: 1000, seconds: 10 };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Deliveries a second of bare Probot (`Server`, signature and payload checked, empty handler, request log on) and of
 * our server, which also stores each one in PostgreSQL and queues its work before it answers. Each is a process of its
 * own with its log in a file; the load comes from this one, the same for all, in turns. Then the time to an answer at
 * a steady 200 a second, a burst of 2,000 in 10 s with the worker at work (A18), and what was lost.
 * `args` may hold the address of an empty database to use instead of the embedded one.
 */
export async function bench([databaseUrl]: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = databaseUrl === undefined ? await startEmbeddedPostgres(folder, quiet) : null;
  const url = databaseUrl ?? embedded?.url ?? '';
  const started: ServerProcess[] = [];
  try {
    await migrate(url);
    const source = createDataSource({ url, poolSize: 1, applicationName: 'bench' });
    await source.initialize();
    const start = async (name: string, file: string, env: Record<string, string>) => {
      const settings = { name, folder, env: { ...app, ...env } };
      const server = await startServerProcess(new URL(file, import.meta.url), settings);
      started.push(server);
      return server;
    };
    const bare = async (format: string) =>
      start(`bare-${format}`, 'ingest/bare-probot.ts', { LOG_FORMAT: format, PORT: String(await freePort()) });
    const database = { DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40), PORT: '0', METRICS_PORT: '0' };
    const ours = await start('ours', '../../src/main.ts', { ...database, ROLE: 'web' });
    const servers = [await bare('pretty'), await bare('json'), ours];
    const rates = await inTurns(servers.map(({ port }) => port));
    const steady = await waves(ours.port, STEADY);
    await printRates(rates);
    console.log(`at 200/s: ${summary(steady)}`);
    console.log(`largest memory of our server: ${peakMemory(ours.pid)}`);
    await ours.stop();
    await printLoss(source, (ROUNDS + 1) * DELIVERIES + steady.length);
    await printBurst(source, await start('ours-all', '../../src/main.ts', { ...database, ROLE: 'all' }));
    await source.destroy();
  } finally {
    await Promise.all(started.map((server) => server.stop()));
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const app = {
  APP_ID: '1',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  WEBHOOK_SECRET: SECRET,
  HOST: '127.0.0.1',
  NODE_ENV: 'production',
};

/** Probot takes no port 0. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The rates of each server, one for each round; a first round of each warms up and does not count. */
async function inTurns(ports: readonly number[]): Promise<number[][]> {
  const loads = await Promise.all(ports.map((port) => openLoad(port, CONNECTIONS)));
  const rates: number[][] = ports.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, load] of loads.entries()) {
      const rate = await load.asFastAsAnswered(deliveries(DELIVERIES, SECRET));
      if (round > 0) rates[at]?.push(rate);
    }
  }
  for (const load of loads) load.close();
  return rates;
}

async function waves(port: number, schedule: { wave: number; everyMs: number; seconds: number }): Promise<number[]> {
  const load = await openLoad(port, CONNECTIONS);
  const count = (schedule.seconds * 1000 * schedule.wave) / schedule.everyMs;
  const times = await load.inWaves(deliveries(count, SECRET), schedule);
  load.close();
  return times;
}

async function printRates([pretty = [], json = [], ours = []]: number[][]): Promise<void> {
  const row = (receiver: string, rates: number[]) => ({
    receiver,
    'deliveries/s': Math.round(median(rates)),
    'min-max': `${Math.round(Math.min(...rates))}-${Math.round(Math.max(...rates))}`,
    'ours to it': (median(ours) / median(rates)).toFixed(2),
  });
  console.log(`${ROUNDS} rounds of ${DELIVERIES} deliveries of 24 KB over ${CONNECTIONS} connections, medians:`);
  console.table([
    row('bare Probot, its default request log, nothing stored', pretty),
    row('bare Probot, its request log as JSON, nothing stored', json),
    row('ours, request log, stored and queued', ours),
  ]);
}

async function printLoss(source: DataSource, sent: number): Promise<void> {
  const rows: { events: number; queued: number }[] = await source.query(
    `SELECT (SELECT count(*)::int FROM events WHERE status = 'pending') AS events,
            (SELECT count(*)::int FROM dbos.workflow_status WHERE status = 'ENQUEUED') AS queued`,
  );
  const { events = 0, queued = 0 } = rows[0] ?? {};
  console.log(`sent ${sent}, stored ${events}, queued ${queued}, lost ${sent - Math.min(events, queued)}`);
}

async function printBurst(source: DataSource, server: ServerProcess): Promise<void> {
  const count = `SELECT (SELECT count(*)::int FROM events) AS stored,
    (SELECT count(*)::int FROM events WHERE status IN ('pending', 'processing')) AS waiting`;
  await source.query('TRUNCATE events CASCADE');
  await source.query('TRUNCATE dbos.workflow_status CASCADE');
  const from = performance.now();
  const times = await waves(server.port, BURST);
  let [now]: { stored: number; waiting: number }[] = await source.query(count);
  for (; now && now.waiting > 0 && performance.now() - from < 120_000; [now] = await source.query(count))
    await sleep(200);
  console.log(
    `A18, 2,000 in 10 s as ten waves of 200 at once, worker at work: ${summary(times)}; lost ${times.length - (now?.stored ?? 0)}, ` +
      `${now?.waiting} not handled ${((performance.now() - from) / 1000).toFixed(1)} s after the first`,
  );
}

function summary(times: readonly number[]): string {
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function peakMemory(pid: number): string {
  if (process.platform !== 'linux') return 'not known on this system';
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return `${Math.round(Number(kilobytes) / 1024)} MB`;
}
