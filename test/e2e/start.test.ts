import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/access/tokens/create-token.js';
import { createDataSource } from '../../src/database/data-source.js';
import { addUser } from '../api/api-rig.js';
import { pem } from '../app-key.js';
import { createTestDatabase } from '../database/test-database.js';
import { makePassingFolder } from '../passing-folder.js';

const MAIN = join(process.cwd(), 'dist/src/main.js');
const app = {
  APP_ID: '1',
  PRIVATE_KEY: pem,
  WEBHOOK_SECRET: 's'.repeat(40),
  // Nobody listens there.
  GHE_HOST: '127.0.0.1:9',
  GHE_PROTOCOL: 'http',
};

interface Started {
  child: ChildProcess;
  url: string;
  ended: Promise<{ code: number | null; signal: string | null }>;
  log(): { msg: string; process: string }[];
}

let folder: string;
let started: ChildProcess[] = [];

beforeAll(() => {
  folder = makePassingFolder('nectr-start-');
  chmodSync(folder, 0o755);
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm start` as a newcomer runs it: in a folder of its own, with the embedded database, server and worker. */
async function start(settings: Record<string, string>): Promise<Started> {
  const env = { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0', ...settings };
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
  });
  started.push(child);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended: Started['ended'] = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { listening: number }) => resolve(message.listening));
    child.once('exit', () => reject(new Error(text)));
  });
  // Engine messages of the start are no JSON.
  const log = () =>
    text
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as { msg: string; process: string }] : []));
  return { child, url: `http://127.0.0.1:${port}`, ended, log };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Takes deliveries, and has a worker. */
const ready = async (url: string) => {
  const { failing, degraded } = (await (await fetch(`${url}/readyz`)).json()) as Record<string, string[]>;
  return [...(failing ?? []), ...(degraded ?? [])].filter((part) => part !== 'github');
};

describe('npm start on the embedded database', () => {
  it.each([
    ['SIGTERM, to the process alone', (child: ChildProcess) => child.kill('SIGTERM')],
    [
      'SIGINT to all of its processes, as Ctrl-C sends it',
      ({ pid }: ChildProcess) => process.kill(-(pid ?? 0), 'SIGINT'),
    ],
  ])('gets ready, and ends cleanly by %s', async (_, stop) => {
    const { child, url, ended, log } = await start(app);
    await expect.poll(() => ready(url), { timeout: 90_000 }).toEqual([]);
    // There is no GitHub: that is a part, and takes nothing out of service.
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { status: 'degraded', database: 'healthy', neo4j: 'not configured', github: 'unhealthy', queue: 'healthy' },
    ]);
    stop(child);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(
      log()
        .filter(({ msg }) => msg === 'stopped')
        .map(({ process: name }) => name),
    ).toEqual(['worker', 'web']);
    expect(JSON.parse(readFileSync(join(folder, '.nectr/postgres.lock'), 'utf8'))).toMatchObject({ pid: null });
  });
});

describe('a server with live streams', () => {
  it('ends them and itself at once', async () => {
    const database = await createTestDatabase();
    const source = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'test' });
    try {
      await source.initialize();
      const userId = await addUser(source, 'dora');
      const { token } = await createToken(source, { userId, name: 'test', scopes: ['mcp'], days: 1 });
      const own = { DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(64), ROLE: 'web', MCP_SSE: 'true' };
      const { child, url, ended } = await start({ ...app, ...own });
      const stream = await fetch(`${url}/mcp/sse`, { headers: { authorization: `Bearer ${token}` } });
      expect(stream.status).toBe(200);
      const text = stream.text();
      const from = performance.now();
      child.kill('SIGTERM');
      expect(await text).toMatch(/^event: endpoint\n/);
      expect(await ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - from).toBeLessThan(8000);
    } finally {
      await source.destroy();
      await database.close();
    }
  });
});

describe('a server that is killed', () => {
  it('takes its worker and its database along', async () => {
    const { child, url, ended, log } = await start(app);
    await expect.poll(() => ready(url), { timeout: 90_000 }).toEqual([]);
    const worker = Number(
      execFileSync('pgrep', ['-P', String(child.pid), '-f', 'cli.js worker'], { encoding: 'utf8' }),
    );
    const database = Number(readFileSync(join(folder, '.nectr/data/postmaster.pid'), 'utf8').split('\n')[0]);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => [worker, database].filter(isAlive), { timeout: 90_000 }).toEqual([]);
    // Its database may go first: then it says so, in a line of its log.
    expect(
      log()
        .filter(({ process: name }) => name === 'worker')
        .at(-1)?.msg,
    ).toMatch(/^stopped$|give its work back/);
  });
});

describe('npm start without an App', () => {
  it('prints how to set one up, takes no deliveries, and ends cleanly', async () => {
    const { child, url, ended, log } = await start({});
    await expect
      .poll(() =>
        log()
          .map(({ msg }) => msg)
          .join(),
      )
      .toContain('to set it up');
    expect((await fetch(`${url}/api/github/webhooks`, { method: 'POST', body: '{}' })).status).toBe(503);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
  });
});
