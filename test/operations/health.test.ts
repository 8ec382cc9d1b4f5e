import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { healthRoutes } from '../../src/operations/health.js';
import { startHeartbeat } from '../../src/operations/heartbeat.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let empty: TestDatabase;
let source: DataSource;
let other: DataSource;
let unmigrated: DataSource;

beforeAll(async () => {
  [database, empty] = [await createTestDatabase(), await createTestDatabase({ empty: true })];
  const settings = { scope: 'system', poolSize: 2, applicationName: 'test' } as const;
  source = createDataSource({ ...settings, url: database.url });
  other = createDataSource({ ...settings, url: database.url });
  unmigrated = createDataSource({ ...settings, url: empty.url });
  await Promise.all([source.initialize(), other.initialize(), unmigrated.initialize()]);
});
afterAll(async () => {
  await Promise.all([source, other, unmigrated].map((one) => one.destroy()));
  await Promise.all([database.close(), empty.close()]);
});

async function ready(of: DataSource, expectWorker = false): Promise<{ status: number; body: unknown }> {
  const response = await healthRoutes({ source: of, expectWorker }).request('/readyz');
  return { status: response.status, body: await response.json() };
}
const ok = { status: 200, body: { status: 'ok', failing: [], degraded: [] } };
const degraded = (...parts: string[]) => ({ status: 200, body: { status: 'ok', failing: [], degraded: parts } });
const failing = (...parts: string[]) => ({ status: 503, body: { status: 'failing', failing: parts, degraded: [] } });

describe('/readyz', () => {
  it('is ready with a database that is up to date', async () => {
    expect(await ready(source)).toEqual(ok);
  });

  it('misses a worker with a young heartbeat where it forked one, and takes deliveries without', async () => {
    expect(await ready(source, true)).toEqual(degraded('worker'));
    const heartbeat = await startHeartbeat({
      source,
      executorId: 'e',
      role: 'all',
      version: '1',
      intervalMs: 600_000,
      onLost: () => undefined,
    });
    expect(await ready(source, true)).toEqual(ok);
    await source.query(`UPDATE executors SET heartbeat_at = now() - interval '16 seconds'`);
    expect(await ready(source, true)).toEqual(degraded('worker'));
    await heartbeat.stop();
    expect(await source.query('SELECT 1 FROM executors')).toEqual([]);
  });

  it('is not ready before the migrations, nor between two of them; a newer schema is no fault', async () => {
    expect(await ready(unmigrated)).toEqual(failing('migrations'));
    const [last]: { name: string }[] = await source.query(
      'SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1',
    );
    await source.query('UPDATE schema_migrations SET name = $2 WHERE name = $1', [last?.name, 'away']);
    expect(await ready(source)).toEqual(failing('migrations'));
    await source.query('UPDATE schema_migrations SET name = $1 WHERE name = $2', [last?.name, 'away']);
    await source.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'Newer9999999999999')`);
    expect(await ready(source)).toEqual(ok);
  });

  it('takes deliveries while GitHub is away or sends them elsewhere, and says so', async () => {
    const routes = healthRoutes({ source, expectWorker: false, degraded: () => ['github', 'webhook'] });
    const response = await routes.request('/readyz');
    expect({ status: response.status, body: await response.json() }).toEqual(degraded('github', 'webhook'));
  });

  it('does not wait for a database that hangs', async () => {
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE executors IN ACCESS EXCLUSIVE MODE');
    expect(await ready(source)).toEqual(failing('database'));
    await runner.rollbackTransaction();
    await runner.release();
    await expect.poll(() => ready(source)).toEqual(ok);
  });

  it('O12: is not ready, tells no details and lives while the database is away', async () => {
    const away = createDataSource({
      scope: 'system',
      url: 'postgresql://nectr:hunter2@127.0.0.1:1/x',
      poolSize: 1,
      applicationName: 't',
    });
    expect(await ready(away)).toEqual(failing('database'));
    const live = await healthRoutes({ source: away, expectWorker: true }).request('/livez');
    expect({ status: live.status, body: await live.json() }).toEqual({ status: 200, body: { status: 'ok' } });
  });
});
