import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { queueForWriting } from '../../src/ledger/write-queue.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let installationId = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM github_paces');
  const rows: { id: number }[] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
     VALUES (90, 'acme', 1, 'User') RETURNING id`,
  );
  installationId = rows[0]?.id ?? 0;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
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
    for (const id of ids) turns.push(await queueForWriting(source, { id, githubInstallationId: 90 }, 3, pace));
    for (const [index, turn] of turns.entries()) {
      expect(turn).toBeGreaterThan(index * 3000 - 500);
      expect(turn).toBeLessThanOrEqual(index * 3000);
    }
    const kept: { id: string }[] = await source.query('SELECT id FROM workflow_runs WHERE write_at IS NOT NULL');
    expect(kept.map(({ id }) => id).toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it('a run that comes again has its old place, and none when it had its turn', async () => {
    const [first = '', second = ''] = await runIds(2);
    await queueForWriting(source, { id: first, githubInstallationId: 90 }, 10, pace);
    const turn = await queueForWriting(source, { id: second, githubInstallationId: 90 }, 1, pace);
    const again = await queueForWriting(source, { id: second, githubInstallationId: 90 }, 1, pace);
    expect(again).toBeGreaterThan(turn - 500);
    expect(again).toBeLessThanOrEqual(turn);
    await source.query(`UPDATE workflow_runs SET write_at = now() - interval '3 seconds' WHERE id = $1`, [second]);
    expect(await queueForWriting(source, { id: second, githubInstallationId: 90 }, 1, pace)).toBe(0);
    expect(await source.query('SELECT 1 FROM workflow_runs WHERE write_at IS NOT NULL')).toEqual([]);
    expect(await queueForWriting(source, { id: second, githubInstallationId: 90 }, 1, pace)).toBeGreaterThan(10_000);
  });
});
