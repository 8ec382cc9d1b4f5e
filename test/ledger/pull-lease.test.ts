import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { acquireLease, assertLease, LeaseLostError, releaseLease } from '../../src/ledger/pull-lease.js';
import { nextWriteDelay, queueForWriting } from '../../src/ledger/write-limit.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let pullId = '';
let installationId = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: { id: string; installation_id: number }[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT i.id, r.id, 7, 'dora', 'h', 'h', 'b', 'b' FROM i, r RETURNING id, installation_id`,
  );
  pullId = rows[0]?.id ?? '';
  installationId = rows[0]?.installation_id ?? 0;
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

describe('nextWriteDelay', () => {
  it('O8: spaces the writes of an installation, whoever asks at once', async () => {
    const delays = await Promise.all(Array.from({ length: 6 }, () => nextWriteDelay(source, installationId, 1000)));
    const sorted = delays.toSorted((a, b) => a - b);
    expect(sorted[0]).toBe(0);
    for (const [index, delay] of sorted.entries()) {
      expect(delay).toBeGreaterThan(index * 1000 - 500);
      expect(delay).toBeLessThanOrEqual(index * 1000);
    }
  });
});

describe('queueForWriting', () => {
  const pace = { intervalMs: 1000, longestMs: 2000 };

  async function runIds(count: number): Promise<string[]> {
    const rows: { id: string }[] = await source.query(
      `INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, workflow_type)
       SELECT 'run:' || n, (SELECT id FROM workflows LIMIT 1), $1, 'pr_review' FROM generate_series(1, $2::int) n RETURNING id`,
      [installationId, count],
    );
    return rows.map(({ id }) => id);
  }

  it('gives each run a place for all its writes, and keeps those that are far away', async () => {
    const ids = await runIds(4);
    const turns: number[] = [];
    for (const id of ids) turns.push(await queueForWriting(source, { id, installationId }, 3, pace));
    for (const [index, turn] of turns.entries()) {
      expect(turn).toBeGreaterThan(index * 3000 - 500);
      expect(turn).toBeLessThanOrEqual(index * 3000);
    }
    const kept: { id: string }[] = await source.query('SELECT id FROM workflow_runs WHERE write_at IS NOT NULL');
    expect(kept.map(({ id }) => id).toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it('a run that comes again has its old place, and none when it had its turn', async () => {
    const [first = '', second = ''] = await runIds(2);
    await queueForWriting(source, { id: first, installationId }, 10, pace);
    const turn = await queueForWriting(source, { id: second, installationId }, 1, pace);
    const again = await queueForWriting(source, { id: second, installationId }, 1, pace);
    expect(again).toBeGreaterThan(turn - 500);
    expect(again).toBeLessThanOrEqual(turn);
    await source.query(`UPDATE workflow_runs SET write_at = now() - interval '3 seconds' WHERE id = $1`, [second]);
    expect(await queueForWriting(source, { id: second, installationId }, 1, pace)).toBe(0);
    expect(await source.query('SELECT 1 FROM workflow_runs WHERE write_at IS NOT NULL')).toEqual([]);
    expect(await queueForWriting(source, { id: second, installationId }, 1, pace)).toBeGreaterThan(10_000);
  });
});
