import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { retireJobs } from '../../src/workflows/durable/retire-jobs.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

it('forgets what an earlier version did by the clock, along with its runs, and nothing else', async () => {
  for (const name of ['known', 'gone']) {
    await source.query(
      `INSERT INTO dbos.workflow_schedules (schedule_id, schedule_name, workflow_name, schedule, context)
       VALUES ($1, $1, $1, '0 * * * *', '{}')`,
      [name],
    );
  }
  await source.query(
    `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, queue_name, created_at, updated_at)
     SELECT name || status, status, name, queue, 1, 1
       FROM (VALUES ('known', 'maintenance'), ('gone', 'maintenance'), ('handle_event', 'events')) n(name, queue),
            unnest(ARRAY['ENQUEUED', 'PENDING', 'SUCCESS']) status`,
  );
  await retireJobs({ source, log: quiet }, ['known']);
  expect(await source.query('SELECT schedule_name AS name FROM dbos.workflow_schedules')).toEqual([{ name: 'known' }]);
  const rows: { name: string }[] = await source.query(
    `SELECT DISTINCT name, status FROM dbos.workflow_status WHERE status IN ('CANCELLED', 'PENDING') ORDER BY name, status`,
  );
  expect(rows).toEqual([
    { name: 'gone', status: 'CANCELLED' },
    { name: 'handle_event', status: 'PENDING' },
    { name: 'known', status: 'PENDING' },
  ]);
});
