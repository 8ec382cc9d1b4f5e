import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { embeddedAccount } from '../../../src/database/embedded/embedded-account.js';
import { readLockFile } from '../../../src/database/embedded/embedded-lock-file.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js';
import { removeStalePid } from '../../../src/database/embedded/embedded-stale-pid.js';

const root = mkdtempSync(join(tmpdir(), 'nectr-stale-'));
chmodSync(root, 0o755);
const warnings: string[] = [];
const log = {
  info: () => undefined,
  warn: (_: object, text: string) => void warnings.push(text),
  error: () => undefined,
};
let children: ChildProcess[] = [];
let running: EmbeddedPostgres | null = null;

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await running?.stop();
  running = null;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A process that is no PostgreSQL, of the user that PostgreSQL runs as. */
async function stranger(): Promise<number> {
  const account = embeddedAccount();
  const child = spawn('sleep', ['60'], { stdio: 'ignore', ...(account && { uid: account.uid, gid: account.gid }) });
  children.push(child);
  await new Promise((resolve) => child.once('spawn', resolve));
  return child.pid ?? 0;
}

/** A cluster as a crash leaves it: `postmaster.pid` is there, and its process id now belongs to `pid`. */
async function crashed(name: string, pid: number): Promise<{ folder: string; pidFile: string }> {
  const folder = join(root, name);
  const first = await startEmbeddedPostgres(folder, log);
  const cluster = readLockFile(folder)?.cluster ?? '';
  const pidFile = join(cluster, 'postmaster.pid');
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  await client.query('CREATE TABLE kept (id int)');
  await client.end();
  await first.stop();
  writeFileSync(pidFile, [String(pid), ...lines.slice(1)].join('\n'));
  return { folder, pidFile };
}

describe('a postmaster.pid that a crash left', () => {
  it('is removed if its process id belongs to another program now, and PostgreSQL starts with its data', async () => {
    const pid = await stranger();
    const { folder } = await crashed('stranger', pid);
    running = await startEmbeddedPostgres(folder, log);
    expect(warnings).toContain('removed a stale postmaster.pid');
    const client = new pg.Client({ connectionString: running.url });
    await client.connect();
    expect((await client.query('SELECT count(*)::int AS count FROM kept')).rows).toEqual([{ count: 0 }]);
    await client.end();
    process.kill(pid, 0);
  });

  it('does not stop the start if nothing has its process id any more', async () => {
    const pid = await stranger();
    const { folder } = await crashed('nobody', pid);
    const [child] = children;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
    running = await startEmbeddedPostgres(folder, log);
    expect(running.url).toContain('nectr');
  });

  it('stays if a PostgreSQL has its process id, whoever owns it', async () => {
    const folder = join(root, 'other');
    running = await startEmbeddedPostgres(folder, log);
    const pid = readLockFile(folder)?.pid ?? 0;
    const cluster = mkdtempSync(join(root, 'cluster-'));
    writeFileSync(join(cluster, 'postmaster.pid'), `${pid}\n`);
    expect(removeStalePid(cluster, pid)).toBe(false);
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(true);
  });

  it('is left to PostgreSQL where nobody knows the process', () => {
    const cluster = mkdtempSync(join(root, 'cluster-'));
    writeFileSync(join(cluster, 'postmaster.pid'), '4194000\n');
    expect(removeStalePid(cluster, 4_194_000)).toBe(false);
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(true);
  });
});
