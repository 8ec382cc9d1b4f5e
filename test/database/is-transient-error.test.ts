import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { isTransientDatabaseError } from '../../src/database/is-transient-error.js';
import { startTcpProxy } from './tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let source: DataSource;
let victim: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  victim = createDataSource({
    scope: 'system',
    url: database.url,
    poolSize: 2,
    applicationName: 'victim',
    queryTimeoutMs: 800,
  });
  await Promise.all([source.initialize(), victim.initialize()]);
});
afterAll(async () => {
  await Promise.all([source.destroy(), victim.destroy()]);
  await database.close();
});

const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => null).catch((error: unknown) => error);

async function kill(state: string): Promise<void> {
  await expect
    .poll(async () => {
      const rows: unknown[] = await source.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'victim' AND state = $1`,
        [state],
      );
      return rows.length;
    })
    .toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('C12: what a worker does with what PostgreSQL says', () => {
  it.each([
    ['53300', 'too many connections', 'retry'],
    ['53100', 'disk full', 'retry'],
    ['53200', 'out of memory', 'retry'],
    ['25006', 'read-only: a failover is under way', 'retry'],
    ['57P03', 'starting, or in recovery', 'retry'],
    ['57P01', 'shut down by an administrator', 'retry'],
    ['57P02', 'shut down after a crash', 'retry'],
    ['57014', 'statement timeout', 'retry'],
    ['40P01', 'deadlock', 'retry'],
    ['40001', 'serialization failure', 'retry'],
    ['55P03', 'lock timeout', 'retry'],
    ['08006', 'connection failure', 'retry'],
    ['23505', 'unique violation', 'fail'],
    ['23503', 'foreign key violation', 'fail'],
    ['23514', 'check violation', 'fail'],
    ['22P02', 'a text that is no number', 'fail'],
    ['42P01', 'a table is missing', 'fail'],
    ['42501', 'no permission', 'fail'],
    ['28P01', 'wrong password', 'fail'],
    ['XX000', 'internal error', 'fail'],
  ])('%s (%s): %s', async (state, _, verdict) => {
    const error = await errorOf(
      source.query(`DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '${state}'; END $$`),
    );
    expect(error).toMatchObject({ code: state });
    expect(isTransientDatabaseError(error)).toBe(verdict === 'retry');
  });

  it('a real deadlock, a real lock timeout, a real statement timeout', async () => {
    await source.query('CREATE TABLE rows (id int PRIMARY KEY, n int)');
    await source.query('INSERT INTO rows VALUES (1, 0), (2, 0)');
    const both = [source.createQueryRunner(), source.createQueryRunner()] as const;
    const update = (runner: QueryRunner, id: number) => runner.query('UPDATE rows SET n = n + 1 WHERE id = $1', [id]);
    for (const [index, runner] of both.entries()) {
      await runner.startTransaction();
      await update(runner, index + 1);
    }
    const errors = await Promise.all([errorOf(update(both[0], 2)), errorOf(update(both[1], 1))]);
    for (const runner of both) await runner.rollbackTransaction();
    const deadlock = errors.find((error) => error !== null);
    expect(deadlock).toMatchObject({ code: '40P01' });
    await both[0].startTransaction();
    await update(both[0], 1);
    const locked = await errorOf(both[1].query("SET lock_timeout = '50ms'").then(() => update(both[1], 1)));
    expect(locked).toMatchObject({ code: '55P03' });
    await both[0].rollbackTransaction();
    for (const runner of both) await runner.release();
    const slow = await errorOf(victim.query('SELECT pg_sleep(5)'));
    expect(slow).toMatchObject({ code: '57014' });
    expect([deadlock, locked, slow].map(isTransientDatabaseError)).toEqual([true, true, true]);
  });

  it('errors of ours are none', () => {
    for (const error of [new Error('connection string is missing'), new TypeError('x is undefined'), 'text', null]) {
      expect(isTransientDatabaseError(error)).toBe(false);
    }
  });
});

describe('C8: a session is ended from outside', () => {
  it('idle: nobody notices, the next query gets another one', async () => {
    await victim.query('SELECT 1');
    await kill('idle');
    expect(await victim.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('active: the query fails and can be tried again', async () => {
    const error = errorOf(victim.query('SELECT pg_sleep(0.7)'));
    await kill('active');
    expect(isTransientDatabaseError(await error)).toBe(true);
    // The pool may hand out one whose end it has not heard of yet.
    await expect.poll(() => victim.query('SELECT 1 AS one').catch(() => null)).toEqual([{ one: 1 }]);
  });

  it('of a connection that somebody holds: what it is asked next fails and can be tried again', async () => {
    const client = new pg.Client({ connectionString: database.url, application_name: 'victim' });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('SELECT 1');
    await kill('idle');
    const error = await errorOf(client.query('SELECT 2'));
    expect(error).toMatchObject({ message: expect.stringContaining('not queryable') });
    expect(isTransientDatabaseError(error)).toBe(true);
  });

  it('idle in a transaction: the next statement fails without SQLSTATE, and can be tried again', async () => {
    const error = errorOf(
      victim.transaction(async (manager) => {
        await manager.query('SELECT 1');
        await kill('idle in transaction');
        await manager.query('SELECT 2');
      }),
    );
    expect(await error).not.toHaveProperty('code', expect.stringMatching(/^[0-9A-Z]{5}$/));
    expect(isTransientDatabaseError(await error)).toBe(true);
    expect(await victim.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('idle in a transaction that then commits: the same', async () => {
    const error = errorOf(
      victim.transaction(async (manager) => {
        await manager.query('SELECT 1');
        await kill('idle in transaction');
      }),
    );
    expect(isTransientDatabaseError(await error)).toBe(true);
  });

  it.each([
    ['answers too late', async (proxy: Awaited<ReturnType<typeof startTcpProxy>>) => proxy.delayAnswers(3000)],
    ['answers nothing', async (proxy: Awaited<ReturnType<typeof startTcpProxy>>) => proxy.freeze()],
    ['is gone', async (proxy: Awaited<ReturnType<typeof startTcpProxy>>) => proxy.close()],
  ])('the network %s: the query fails and can be tried again', async (_, fault) => {
    const proxy = await startTcpProxy(database.url);
    const behind = createDataSource({
      scope: 'system',
      url: proxy.url,
      poolSize: 1,
      applicationName: 'behind',
      queryTimeoutMs: 300,
      connectTimeoutMs: 300,
    });
    await behind.initialize();
    await behind.query('SELECT 1');
    await fault(proxy);
    const error = await errorOf(behind.query('SELECT 1').then(() => behind.query('SELECT 1')));
    expect(isTransientDatabaseError(error)).toBe(true);
    await proxy.close().catch(() => undefined);
    await behind.destroy().catch(() => undefined);
  });
});
