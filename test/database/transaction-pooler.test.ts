import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open-database.js';
import { refuseTransactionPooler } from '../../src/database/transaction-pooler.js';
import { startFakePooler, type FakePooler } from './fake-pooler.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let database: TestDatabase;
let pooler: FakePooler | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await pooler?.close();
  pooler = null;
});
afterAll(() => database.close());

describe('refuseTransactionPooler', () => {
  it('lets PostgreSQL itself pass', async () => {
    await refuseTransactionPooler(database.url);
  });

  it('lets a pooler pass that keeps a process for each session', async () => {
    pooler = await startFakePooler(database.url, (client) => client);
    await refuseTransactionPooler(pooler.url);
  });

  it.each<[string, (client: number, query: number) => number]>([
    ['changes the processes at each query', (client, query) => client + query],
    ['changes them at the last query only', (client, query) => (query === 2 ? client + 1 : client)],
    ['lets both sessions share one process', () => 0],
  ])('refuses one that %s, and names the way out', async (_, assign) => {
    pooler = await startFakePooler(database.url, assign);
    await expect(refuseTransactionPooler(pooler.url)).rejects.toThrow(
      /pooler in transaction mode: use its session mode, or the address of PostgreSQL itself/,
    );
    await pooler.close();
    pooler = await startFakePooler(database.url, assign);
    const start = openDatabase(
      { databaseUrl: pooler.url, folder: '/nowhere', secretKeys: ['k'.repeat(40)], as: 'server' },
      quiet,
    );
    await expect(start).rejects.toThrow('transaction mode');
  });

  it.each([
    [
      'where nothing listens',
      'postgresql://nectr:pw-of-nobody@127.0.0.1:1/nectr',
      /^DATABASE_URL: nothing answers at 127\.0\.0\.1:1: start PostgreSQL there, or correct host and port; .+$/,
    ],
    [
      'where no such host is',
      'postgresql://nectr:pw-of-nobody@host.invalid/nectr',
      /^DATABASE_URL: the host of host\.invalid:5432 is not found: correct its name, or look at DNS$/,
    ],
  ])('says in one line what to do %s, without the password', async (_, url, line) => {
    const error = await refuseTransactionPooler(url).catch((caught: unknown) => caught as Error);
    expect(error?.message).toMatch(line);
    expect(error?.message).not.toContain('pw-of-nobody');
  });

  it('needs a key where the database is not ours', async () => {
    const start = openDatabase({ databaseUrl: database.url, folder: '/nowhere', secretKeys: [], as: 'server' }, quiet);
    await expect(start).rejects.toThrow('SECRET_KEY is missing');
  });
});
