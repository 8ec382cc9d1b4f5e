import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  // One of the queries names its database.
  database = await createTestDatabase({ name: 'autopr' });
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  await source.query('DELETE FROM workflows WHERE definition IS NOT NULL');
  await source.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, workflow_type, status, queued_at, started_at, completed_at, error_message)
     SELECT 'run:' || status || n, (SELECT id FROM workflows WHERE name = 'pr_review'), 'pr_review', status,
            now() - make_interval(hours => n), now() - make_interval(hours => n),
            CASE WHEN status <> 'running' THEN now() - make_interval(hours => n) + interval '90 seconds' END,
            CASE WHEN status = 'failed' THEN 'no answer ' || n % 2 END
       FROM unnest(ARRAY['running', 'failed', 'completed', 'timeout', 'cancelled']) status, unnest(ARRAY[1, 2, 23, 25, 24 * 8, 24 * 31]) n`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

describe('the monitoring queries of the published schema run as they stand there', () => {
  it('active executions', async () => {
    const rows: { name: string; execution_id: string; status: string }[] = await source.query(`SELECT 
    w.name,
    we.execution_id,
    we.status,
    NOW() - we.started_at AS running_time
FROM workflow_executions we
JOIN workflows w ON we.workflow_id = w.id
WHERE we.status = 'running'
ORDER BY we.started_at;`);
    expect(rows.map(({ execution_id }) => execution_id)).toEqual(
      [744, 192, 25, 23, 2, 1].map((hours) => `run:running${hours}`),
    );
    expect(rows[0]).toMatchObject({ name: 'pr_review', status: 'running', running_time: { days: 31 } });
  });

  it('failed executions of the last 24 hours', async () => {
    const rows: unknown[] = await source.query(`SELECT 
    w.name,
    COUNT(*) AS failure_count,
    array_agg(DISTINCT we.error_message) AS error_messages
FROM workflow_executions we
JOIN workflows w ON we.workflow_id = w.id
WHERE we.status = 'failed'
AND we.started_at > NOW() - INTERVAL '24 hours'
GROUP BY w.name
ORDER BY failure_count DESC;`);
    expect(rows).toEqual([{ name: 'pr_review', failure_count: '3', error_messages: ['no answer 0', 'no answer 1'] }]);
  });

  it('database size', async () => {
    const rows: { database_size: string }[] = await source.query(`SELECT 
    pg_size_pretty(pg_database_size('autopr')) AS database_size,
    pg_size_pretty(pg_total_relation_size('workflow_executions')) AS executions_size,
    pg_size_pretty(pg_total_relation_size('execution_logs')) AS logs_size;`);
    expect(rows[0]?.database_size).toMatch(/^\d+ [kM]B$/);
    const sizes: { table_name: string; bytes: string }[] = await source.query('SELECT * FROM database_sizes');
    for (const table of ['workflow_runs', 'execution_logs'])
      expect(Number(sizes.find(({ table_name }) => table_name === table)?.bytes)).toBeGreaterThan(0);
  });
});

describe('the published views', () => {
  it('show recent activity, newest first, with its duration', async () => {
    const rows: { execution_id: string; duration_seconds: string | null }[] = await source.query(
      'SELECT * FROM recent_workflow_activity',
    );
    expect(rows).toHaveLength(5 * 4);
    expect(rows.find(({ execution_id }) => execution_id === 'run:failed2')?.duration_seconds).toMatch(/^90/);
  });

  it('count the last thirty days of each workflow, also of one without a run', async () => {
    const rows: unknown[] = await source.query(
      `SELECT workflow_name, total_executions::int AS total, successful_executions::int AS good, failed_executions::int AS failed,
              timeout_executions::int AS timeout, cancelled_executions::int AS cancelled, avg_duration_seconds AS average
         FROM workflow_performance_stats ORDER BY 1`,
    );
    expect(rows).toEqual([
      { workflow_name: 'conversation', total: 0, good: 0, failed: 0, timeout: 0, cancelled: 0, average: null },
      { workflow_name: 'person_request', total: 0, good: 0, failed: 0, timeout: 0, cancelled: 0, average: null },
      { workflow_name: 'pr_review', total: 25, good: 5, failed: 5, timeout: 5, cancelled: 5, average: '90.00' },
    ]);
  });

  it('give the inbox under its old names', async () => {
    await source.query(
      `INSERT INTO events (source, event_type, delivery_id, payload) VALUES ('github', 'push', 'd-1', '{"ref":"x"}')`,
    );
    const rows: unknown[] = await source.query('SELECT event_id, event_type, status, payload FROM integration_events');
    expect(rows).toEqual([{ event_id: 'd-1', event_type: 'push', status: 'pending', payload: { ref: 'x' } }]);
  });

  it('cleanup_old_execution_logs removes what is older and counts it', async () => {
    await source.query(
      `INSERT INTO execution_logs (execution_id, level, message, created_at)
       SELECT (SELECT id FROM workflow_runs LIMIT 1), 'INFO', n::text, now() - make_interval(days => n) FROM unnest(ARRAY[1, 29, 31, 400]) n`,
    );
    expect(await source.query('SELECT cleanup_old_execution_logs() AS gone')).toEqual([{ gone: 2 }]);
    expect(await source.query('SELECT cleanup_old_execution_logs(28) AS gone')).toEqual([{ gone: 1 }]);
  });
});
