import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { startHeartbeat } from '../../src/operations/heartbeat.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { watchExecutors } from '../../src/workflows/watch-executors.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const timings = { ...defaultTimings, heartbeat: 400, takeover: 20, silence: 15_000 };
let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** Work that a worker holds for a minute; the worker was last heard of then, too. */
async function frozen(executorId: string, hasRow = false): Promise<void> {
  await source.query(
    `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, queue_name, executor_id, created_at, updated_at)
     SELECT 'event:' || $1, 'PENDING', 'handle_event', 'events', $1, ms, ms
       FROM (SELECT (extract(epoch FROM now()) * 1000)::bigint - 60000 AS ms) t`,
    [executorId],
  );
  const sql = hasRow
    ? `UPDATE executors SET heartbeat_at = now() - interval '1 minute' WHERE executor_id = $1`
    : `INSERT INTO executors (executor_id, role, version, heartbeat_at) VALUES ($1, 'all', '1', now() - interval '1 minute')`;
  await source.query(sql, [executorId]);
}

async function heldBy(): Promise<string[]> {
  const rows: { executor_id: string }[] = await source.query(
    `SELECT executor_id FROM dbos.workflow_status WHERE status = 'PENDING' ORDER BY executor_id`,
  );
  return rows.map(({ executor_id }) => executor_id);
}

it('a worker that wakes beats first, keeps its own work, and gives others that slept along two beats', async () => {
  let lost = 0;
  const mine = await startHeartbeat({
    source,
    executorId: 'mine',
    role: 'all',
    version: '1',
    intervalMs: timings.heartbeat,
    onLost: () => void (lost += 1),
  });
  // The machine slept for a minute: three workers wake, one does not.
  await frozen('mine', true);
  await frozen('other');
  await frozen('dead');
  const end = watchExecutors(
    { source, log: quiet, timings },
    { executorId: 'mine', giveBackUnheard: async () => [] },
    mine,
  );
  await sleep(timings.heartbeat);
  expect(await heldBy()).toEqual(['dead', 'mine', 'other']);
  await source.query(`UPDATE executors SET heartbeat_at = now() WHERE executor_id = 'other'`);
  await expect.poll(heldBy, { timeout: 5000 }).toEqual(['mine', 'other']);
  expect(lost).toBe(0);
  const rows = await source.query(`SELECT heartbeat_at > now() - interval '5 seconds' AS young FROM executors`);
  expect(rows).toEqual([{ young: true }, { young: true }]);
  await end();
  await mine.stop();
});

it('a worker whose work was taken over while it slept hears of it before it looks', async () => {
  let lost = 0;
  const mine = await startHeartbeat({
    source,
    executorId: 'taken',
    role: 'all',
    version: '1',
    intervalMs: 600_000,
    onLost: () => void (lost += 1),
  });
  await source.query(`DELETE FROM executors WHERE executor_id = 'taken'`);
  await frozen('silent');
  const end = watchExecutors(
    { source, log: quiet, timings },
    { executorId: 'taken', giveBackUnheard: async () => [] },
    mine,
  );
  await sleep(300);
  expect(lost).toBe(1);
  expect(await heldBy()).toContain('silent');
  await end();
  await mine.stop();
});
