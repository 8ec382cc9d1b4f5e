import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { encryptText } from '../../../src/access/encrypt.js';
import type { Access } from '../../../src/access/tenancy/access.js';
import { createToken } from '../../../src/access/tokens/create-token.js';
import { deliveries } from '../ingest/deliveries.js';
import { openLoad } from '../ingest/load.js';
import { startServerProcess, type ServerProcess } from '../ingest/server-process.js';
import { at } from './at.js';
import { startGitHub } from './github-stand-in.js';
import { MIXED } from './measured-routes.js';

const SECRET = 's'.repeat(40);
const SECRET_KEY = 'k'.repeat(40);
/** Each has 600 requests a minute. */
const PEOPLE = 80;
const SECONDS = 20;
const READS_A_SECOND = 500;
const DELIVERIES_A_SECOND = 50;
const LONGEST_ACKNOWLEDGEMENT_MS = 250;

export interface LoadedDatabase {
  system: DataSource;
  url: string;
  access: Access;
  folder: string;
}

/**
 * The server as a process of its own, in front of this database: signed deliveries alone, and then the same number of
 * them beside mixed reads of many people. Prints how long each waited, what failed, and the server's memory.
 */
export async function measureMixedLoad({ system, url, access, folder }: LoadedDatabase): Promise<void> {
  const tokens = await addPeople(system);
  const github = await startGitHub(access);
  let server: ServerProcess | null = null;
  try {
    const env = { ...app(), DATABASE_URL: url, SECRET_KEY, GHE_HOST: github.host, GHE_PROTOCOL: 'http' };
    server = await startServerProcess(new URL('../../../src/main.ts', import.meta.url), { name: 'api', folder, env });
    const { port, pid } = server;
    const first = await paced(port, reads(tokens, PEOPLE), 40);
    const start = memory(pid);
    const alone = await paced(port, deliveries(SECONDS * DELIVERIES_A_SECOND, SECRET), DELIVERIES_A_SECOND);
    const [beside, read] = await Promise.all([
      paced(port, deliveries(SECONDS * DELIVERIES_A_SECOND, SECRET), DELIVERIES_A_SECOND),
      paced(port, reads(tokens, SECONDS * READS_A_SECOND), READS_A_SECOND),
    ]);
    console.table([
      line('the first read of each person', first),
      line(`${DELIVERIES_A_SECOND} deliveries/s alone`, alone),
      line('the same beside reads', beside),
      line(`${READS_A_SECOND} mixed reads/s of ${PEOPLE} people`, read),
    ]);
    const ratio = at(beside.times, 0.99) / at(alone.times, 0.99);
    const late = beside.times.filter((ms) => ms > LONGEST_ACKNOWLEDGEMENT_MS).length;
    console.log(
      `p99 of acknowledgements beside reads is ${ratio.toFixed(1)} times that alone; over ${LONGEST_ACKNOWLEDGEMENT_MS} ms: ${late}\n` +
        `memory of the server: ${start} before, ${memory(pid)} after`,
    );
  } finally {
    await server?.stop();
    github.close();
  }
}

function app(): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    APP_ID: '1',
    PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    WEBHOOK_SECRET: SECRET,
    GITHUB_CLIENT_ID: 'Iv1.bench',
    GITHUB_CLIENT_SECRET: 'c'.repeat(40),
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    NODE_ENV: 'production',
    ROLE: 'web',
  };
}

/** People who are signed in on GitHub, each with a token of ours. */
async function addPeople(system: DataSource): Promise<string[]> {
  const tokens: string[] = [];
  for (let person = 1; person <= PEOPLE; person++) {
    const rows: { id: number }[] = await system.query(
      `INSERT INTO users (github_id, login, access_token_encrypted, token_expires_at)
       VALUES ($1, $2, $3, now() + interval '8 hours') RETURNING id`,
      [900_000 + person, `person-${person}`, encryptText(`ghu_${person}`, [SECRET_KEY])],
    );
    const asked = { userId: rows[0]!.id, name: 'bench', scopes: ['read'] as const, days: 1 };
    tokens.push((await createToken(system, asked)).token);
  }
  return tokens;
}

/** One person after the other, and each of them something else each time. */
function reads(tokens: readonly string[], count: number): Buffer[] {
  return Array.from({ length: count }, (_, nth) => {
    const path = MIXED[(nth + Math.floor(nth / tokens.length)) % MIXED.length];
    const token = tokens[nth % tokens.length];
    return Buffer.from(
      `GET /api/v1${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
  });
}

interface Answered {
  times: number[];
  errors: Map<string, number>;
}

async function paced(port: number, requests: readonly Buffer[], aSecond: number): Promise<Answered> {
  const load = await openLoad(port, 64);
  const errors = new Map<string, number>();
  const failed = (error: unknown) => {
    const text = String(error).slice(0, 120);
    errors.set(text, (errors.get(text) ?? 0) + 1);
  };
  const times = await load.inWaves(requests, { wave: 1, everyMs: 1000 / aSecond, failed });
  load.close();
  return { times, errors };
}

function line(what: string, { times, errors }: Answered) {
  for (const [text, count] of errors) console.log(`${what}: ${count} × ${text}`);
  const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
  const ms = (share: number) => at(times, share).toFixed(1);
  return {
    what,
    answered: times.length,
    failed,
    'p50 ms': ms(0.5),
    'p95 ms': ms(0.95),
    'p99 ms': ms(0.99),
    'max ms': ms(1),
  };
}

function memory(pid: number): string {
  if (process.platform !== 'linux') return 'not known on this system';
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return `${Math.round(Number(kilobytes) / 1024)} MB`;
}
