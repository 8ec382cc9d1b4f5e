import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { Probot, Server } from 'probot';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { createGitHubReceiver } from '../../src/receiver.js';

const SECRET = 's'.repeat(40);
const ROUNDS = 3;
const DELIVERIES = 1500;
const CONCURRENT = 64;
const STEADY_PER_SECOND = 200;
const STEADY_SECONDS = 5;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Deliveries a second of bare Probot with an empty handler and its request log, and of our receiver, which also stores
 * each one in PostgreSQL and queues its work; the same load, in turns, in this process. Then the time to an answer at
 * a steady 200 a second, and what was lost.
 */
export async function bench(): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres(folder, quiet);
  try {
    await migrate(postgres.url);
    const source = createDataSource({ url: postgres.url, poolSize: 4, applicationName: 'bench' });
    await source.initialize();
    const bare = await startBare(pem);
    const ours = await startOurs(pem, source);
    const rates: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
    await burst(bare.url, 200);
    await burst(ours.url, 200);
    for (let round = 0; round < ROUNDS; round++) {
      rates.bare.push(await burst(bare.url, DELIVERIES));
      rates.ours.push(await burst(ours.url, DELIVERIES));
    }
    const times = await steady(ours.url);
    const rows: { events: number; queued: number }[] = await source.query(
      `SELECT (SELECT count(*)::int FROM events WHERE status = 'pending') AS events,
              (SELECT count(*)::int FROM dbos.workflow_status) AS queued`,
    );
    const sent = 200 + ROUNDS * DELIVERIES + times.length;
    console.table([
      {
        receiver: 'bare Probot, nothing stored',
        'deliveries/s (median)': Math.round(median(rates.bare)),
        ratio: '1.00',
      },
      {
        receiver: 'ours, stored and queued',
        'deliveries/s (median)': Math.round(median(rates.ours)),
        ratio: (median(rates.ours) / median(rates.bare)).toFixed(2),
      },
    ]);
    console.log(
      `at ${STEADY_PER_SECOND}/s: p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms, longest ${at(times, 1)} ms`,
    );
    console.log(
      `sent ${sent}, stored ${rows[0]?.events}, queued ${rows[0]?.queued}, lost ${sent - (rows[0]?.events ?? 0)}`,
    );
    await bare.close();
    await ours.close();
    await source.destroy();
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startBare(pem: string) {
  const log = createRequire(import.meta.url)('pino')({ level: 'info' }, { write: () => undefined });
  const server = new Server({
    Probot: Probot.defaults({ appId: 1, privateKey: pem, secret: SECRET, log }),
    port: 0,
    host: '127.0.0.1',
    log,
    webhookPath: '/api/github/webhooks',
  } as ConstructorParameters<typeof Server>[0]);
  await server.load((app: Probot) => void app.on('pull_request', () => undefined));
  const http = await server.start();
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api/github/webhooks`, close: () => server.stop() };
}

async function startOurs(pem: string, source: Parameters<typeof createGitHubReceiver>[0]['source']) {
  const receiver = await createGitHubReceiver({
    app: { appId: 1, privateKey: pem, webhookSecrets: [SECRET] },
    source,
    isWanted: () => true,
    answered: () => undefined,
    log: quiet,
  });
  const server = createServer((incoming, response) => void receiver.handle(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await receiver.close();
    },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT });
let next = 0;

/** A `pull_request` payload of the size GitHub sends, about 20 KB. */
function delivery(): { body: Buffer; signature: string } {
  next += 1;
  const payload = {
    action: 'synchronize',
    number: next,
    before: 'a',
    after: String(next),
    installation: { id: 9 },
    repository: { id: 3, full_name: 'acme/shop' },
    pull_request: {
      id: next,
      number: next,
      updated_at: new Date(next * 1000).toISOString(),
      body: 'text '.repeat(4000),
    },
  };
  const body = Buffer.from(JSON.stringify(payload));
  return { body, signature: `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}` };
}

function send(url: string, { body, signature } = delivery()): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200 || response.statusCode === 202) resolve(performance.now() - from);
        else reject(new Error(`answered ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

async function burst(url: string, count: number): Promise<number> {
  const prepared = Array.from({ length: count }, delivery);
  const from = performance.now();
  await Promise.all(
    Array.from({ length: CONCURRENT }, async () => {
      for (let one = prepared.pop(); one; one = prepared.pop()) await send(url, one);
    }),
  );
  return (count / (performance.now() - from)) * 1000;
}

async function steady(url: string): Promise<number[]> {
  const pending: Promise<number>[] = [];
  const from = performance.now();
  for (let index = 0; index < STEADY_PER_SECOND * STEADY_SECONDS; index++) {
    const due = from + (index * 1000) / STEADY_PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    pending.push(send(url));
  }
  return (await Promise.all(pending)).toSorted((a, b) => a - b);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function at(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}
