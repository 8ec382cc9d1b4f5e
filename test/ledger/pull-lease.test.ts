import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { acquireLease, assertLease, LeaseLostError, releaseLease } from '../../src/ledger/pull-lease.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let pullId = '';

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: { id: string }[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT i.id, r.id, 7, 'dora', 'h', 'h', 'b', 'b' FROM i, r RETURNING id`,
  );
  pullId = rows[0]?.id ?? '';
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

describe('the lease of a pull request', () => {
  it('goes to one of many who want it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => acquireLease(source, pullId, `run${index}#1`, 60_000)),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('is free again when given back, or when its time is over (C17: by the clock of the database)', async () => {
    expect(await acquireLease(source, pullId, 'a#1', 60_000)).toBe(true);
    await releaseLease(source, pullId, 'b#1');
    expect(await acquireLease(source, pullId, 'b#1', 60_000)).toBe(false);
    await releaseLease(source, pullId, 'a#1');
    expect(await acquireLease(source, pullId, 'b#1', 60_000)).toBe(true);
    await source.query(`UPDATE pull_requests SET locked_until = now() - interval '1 second'`);
    expect(await acquireLease(source, pullId, 'c#1', 60_000)).toBe(true);
    await expect(assertLease(source, pullId, 'b#1', 60_000)).rejects.toThrow(LeaseLostError);
    await assertLease(source, pullId, 'c#1', 60_000);
  });

  it('passes from a dead attempt to the next one of the same run, at once', async () => {
    await acquireLease(source, pullId, 'a#1', 60_000);
    expect(await acquireLease(source, pullId, 'a#2', 60_000)).toBe(true);
    await expect(assertLease(source, pullId, 'a#1', 60_000)).rejects.toThrow(LeaseLostError);
  });
});
