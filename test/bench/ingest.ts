import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { app, SECRET } from './ingest/app-environment.js';
import { deliveries } from './ingest/deliveries.js';
import { openLoad } from './ingest/load.js';
import { startServerProcess, type ServerProcess } from './ingest/server-process.js';

const ROUNDS = 9;
const DELIVERIES = 1500;
const CONNECTIONS = 64;
const STEADY = { wave: 1, everyMs: 5, seconds: 10 };
const BURST = { wave: 200, everyMs: 1000, seconds: 10 };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Deliveries a second of bare Probot (`Server`, signature and payload checked, empty handler, request log on) and of
 * our server (request log on), which also stores each one in PostgreSQL and queues its work before it answers. Each is
 * a process of its own with its log in a file; the load comes from this one, the same for all, in turns; a ratio is of
 * rounds that follow each other. Then the time to an answer at a steady 200 a second, a burst of 2,000 in 10 s with the
 * worker at work (A18), and what was lost. `args` may hold the address of an empty database to use instead of the
 * embedded one, whose PostgreSQL was built without lz4.
 */
export async function bench([databaseUrl]: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = databaseUrl === undefined ? await startEmbeddedPostgres(folder, quiet) : null;
  const url = databaseUrl ?? embedded?.url ?? '';
  const started: ServerProcess[] = [];
  try {
    await migrate(url);
    const source = createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'bench' });
    await source.initialize();
    await printDatabase(source);
    const start = async (name: string, file: string, env: Record<string, string>) => {
      const settings = { name, folder, env: { ...app, ...env } };
      const server = await startServerProcess(new URL(file, import.meta.url), settings);
      started.push(server);
      return server;
    };
    const bare = async (format: string) =>
      start(`bare-${format}`, 'ingest/bare-probot.ts', { LOG_FORMAT: format, PORT: String(await freePort()) });
    const database = { DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40), PORT: '0', METRICS_PORT: '0' };
    const ours = await start('ours', '../../dist/src/main.js', { ...database, ROLE: 'web' });
    const servers = [await bare('pretty'), await bare('json'), ours];
    const rates = await inTurns(servers.map(({ port }) => port));
    const steady = await waves(ours.port, STEADY);
    printRates(rates);
    console.log(`at 200/s: ${summary(steady)}`);
    console.log(`largest memory of our server: ${peakMemory(ours.pid)}`);
    await ours.stop();
    await printLoss(source, (ROUNDS + 1) * DELIVERIES + steady.length);
    await printBurst(source, await start('ours-all', '../../dist/src/main.js', { ...database, ROLE: 'all' }));
    await source.destroy();
  } finally {
    await Promise.all(started.map((server) => server.stop()));
    await embedded?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

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
  const rates: number[][] = ports.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, port] of ports.entries()) {
      const requests = deliveries(DELIVERIES, SECRET);
      // Opened anew: a server closes connections that were idle while the others had their turn.
      const load = await openLoad(port, CONNECTIONS);
      const rate = await load.asFastAsAnswered(requests);
      load.close();
      if (round > 0) rates[at]?.push(rate);
    }
  }
  return rates;
}

async function waves(port: number, schedule: { wave: number; everyMs: number; seconds: number }): Promise<number[]> {
  const requests = deliveries((schedule.seconds * 1000 * schedule.wave) / schedule.everyMs, SECRET);
  const load = await openLoad(port, CONNECTIONS);
  const times = await load.inWaves(requests, schedule);
  load.close();
  return times;
}

/** Throws if something is in it: the burst begins with empty tables. */
async function printDatabase(source: DataSource): Promise<void> {
  const rows: { events: number; version: string; compression: string }[] = await source.query(
    `SELECT (SELECT count(*)::int FROM events) AS events, current_setting('server_version') AS version,
            CASE attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END AS compression
       FROM pg_attribute WHERE attrelid = 'events'::regclass AND attname = 'payload'`,
  );
  if (rows[0]?.events !== 0) throw new Error('the database holds events: this benchmark needs an empty one');
  console.log(`PostgreSQL ${rows[0].version}, payloads compressed by ${rows[0].compression}`);
}

function printRates([pretty = [], json = [], ours = []]: number[][]): void {
  const row = (receiver: string, rates: number[]) => {
    const ratios = rates.map((rate, at) => (ours[at] ?? 0) / rate);
    return {
      receiver,
      'deliveries/s': Math.round(median(rates)),
      'min-max': `${Math.round(Math.min(...rates))}-${Math.round(Math.max(...rates))}`,
      'ours to it': median(ratios).toFixed(2),
      'its min-max': `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`,
    };
  };
  console.log(
    `${ROUNDS} rounds of ${DELIVERIES} deliveries of 24 KB over ${CONNECTIONS} connections, medians. Bare Probot writes its\n` +
      'request log to a file, where earlier versions of this benchmark threw it away, and no server shares a process\n' +
      'with the load or with another one.',
  );
  console.table([
    row('bare Probot, default request log, nothing stored', pretty),
    row('bare Probot, request log as JSON, nothing stored', json),
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
