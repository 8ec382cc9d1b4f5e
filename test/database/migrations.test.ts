import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { enqueueWorkflow } from '../../src/database/enqueue-workflow.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  await Promise.all([migrate(database.url), migrate(database.url)]);
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function schema(): Promise<unknown> {
  return source.query(
    `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> 'schema_migrations' ORDER BY 1, 2`,
  );
}

describe('migrations', () => {
  it('agree with the entities: nothing is left to change', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('run once although two processes ran them', async () => {
    const rows: { count: number }[] = await source.query('SELECT count(*)::int AS count FROM schema_migrations');
    expect(rows[0]?.count).toBe(source.migrations.length);
    expect(await source.query('SELECT name FROM workflows ORDER BY name')).toEqual([
      { name: 'conversation' },
      { name: 'error_triage' },
      { name: 'person_request' },
      { name: 'pr_review' },
      { name: 'quality_gate' },
      { name: 'size_label' },
      { name: 'stale_findings' },
      { name: 'ticket_sync' },
    ]);
  });

  it('go down and up again to the same schema', async () => {
    const before = await schema();
    for (const _ of source.migrations) await source.undoLastMigration();
    expect(await schema()).toEqual([]);
    await source.runMigrations();
    expect(await schema()).toEqual(before);
  });

  it('compress payloads by lz4 where the server can', async () => {
    const rows: { compression: string; able: boolean }[] = await source.query(
      `SELECT attcompression AS compression, 'lz4' = ANY (enumvals) AS able FROM pg_attribute, pg_settings
        WHERE attrelid = 'events'::regclass AND attname = 'payload' AND name = 'default_toast_compression'`,
    );
    expect(rows[0]?.compression).toBe(rows[0]?.able ? 'l' : '');
  });

  it('keep three months of log partitions ahead and a default one', async () => {
    const rows: { name: string }[] = await source.query(
      `SELECT relid::text AS name FROM pg_partition_tree('execution_logs') WHERE isleaf`,
    );
    expect(rows).toHaveLength(5);
    expect(rows.map(({ name }) => name)).toContain('execution_logs_default');
  });
});

describe('enqueueWorkflow', () => {
  const work = { workflow: 'run_workflow', id: 'run:x:1', args: ['run:x:1'] } as const;

  it('leaves nothing behind after a rollback, and one row after two calls', async () => {
    await expect(
      source.transaction(async (manager) => {
        await enqueueWorkflow(manager, { ...work, queue: 'runs', partitionKey: '1:2' });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await source.query('SELECT workflow_uuid FROM dbos.workflow_status')).toEqual([]);
    for (const _ of [1, 2]) await enqueueWorkflow(source.manager, { ...work, queue: 'runs', partitionKey: '1:2' });
    expect(
      await source.query('SELECT workflow_uuid, status, queue_partition_key AS key FROM dbos.workflow_status'),
    ).toEqual([{ workflow_uuid: work.id, status: 'ENQUEUED', key: '1:2' }]);
  });

  it('refuses what the engine would keep for ever', async () => {
    await expect(enqueueWorkflow(source.manager, { ...work, queue: 'runs' })).rejects.toThrow('needs partition key');
    await expect(enqueueWorkflow(source.manager, { ...work, queue: 'events', partitionKey: 'x' })).rejects.toThrow(
      'takes no',
    );
  });
});
