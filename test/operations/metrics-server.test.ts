import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { enqueueWorkflow } from '../../src/database/enqueue-workflow.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { startMetricsServer } from '../../src/operations/metrics-server.js';
import { queueAge } from '../../src/operations/queue-age.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  const work = { workflow: 'handle_event', queue: 'events', args: ['x'] } as const;
  for (const id of ['due', 'running', 'later']) await enqueueWorkflow(source.manager, { ...work, id });
  await source.query(`UPDATE dbos.workflow_status SET created_at = created_at - 90000 WHERE workflow_uuid = 'due'`);
  await source.query(`UPDATE dbos.workflow_status SET status = 'PENDING' WHERE workflow_uuid = 'running'`);
  await source.query(
    `UPDATE dbos.workflow_status SET status = 'DELAYED', created_at = 0,
            delay_until_epoch_ms = (extract(epoch FROM now()) * 1000)::bigint + 3600000 WHERE workflow_uuid = 'later'`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

describe('queueAge', () => {
  it('is that of the oldest due work; work for later and work under way are counted only', async () => {
    const [events, ...others] = await queueAge(source);
    expect(others).toEqual([]);
    expect(events).toMatchObject({ queue: 'events', waiting: 2, running: 1 });
    expect(events?.oldestSeconds).toBeGreaterThanOrEqual(90);
    expect(events?.oldestSeconds).toBeLessThan(3600);
  });
});

describe('startMetricsServer', () => {
  it('answers GET /metrics and nothing else', async () => {
    const metrics = createMetrics(source);
    metrics.acknowledged(401, 0.02);
    const server = await startMetricsServer({ host: '127.0.0.1', port: 0, metrics });
    const base = `http://127.0.0.1:${server.port}`;
    const response = await fetch(`${base}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toContain('nectr_acknowledgement_seconds_bucket{le="0.025",status="401"} 1');
    expect(text).toContain('nectr_queue_length{queue="events",state="waiting"} 2');
    expect(text).toContain('nectr_executors 0');
    for (const line of text.split('\n')) if (line !== '' && !line.startsWith('#')) expect(line).toMatch(/^nectr_/);
    for (const [path, method] of [
      ['/', 'GET'],
      ['/metrics', 'POST'],
      ['/metrics/', 'GET'],
      ['/livez', 'GET'],
    ] as const)
      expect((await fetch(base + path, { method })).status).toBe(404);
    await expect(startMetricsServer({ host: '127.0.0.1', port: server.port, metrics })).rejects.toThrow(
      `METRICS_PORT=${server.port} is taken by`,
    );
    await server.close();
    await expect(fetch(`${base}/metrics`)).rejects.toThrow();
  });
});
