import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { readDatabaseSize } from '../../src/operations/database-size.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
  await source.query(
    `INSERT INTO installations (id, github_installation_id, account_login, account_id, account_type) VALUES (7, 90, 'acme', 1, 'User')`,
  );
  await source.query(
    `INSERT INTO repositories (id, installation_id, github_repo_id, full_name, default_branch) VALUES (3, 7, 11, 'acme/shop', 'main')`,
  );
  await source.query(
    `INSERT INTO workflow_runs (execution_id, installation_id, workflow_id, workflow_type, status, queued_at)
     VALUES ('run:1', 7, (SELECT id FROM workflows WHERE name = 'pr_review'), 'pr_review', 'pending', now())`,
  );
  // In two partitions, and together the largest table.
  await source.query(
    `INSERT INTO execution_logs (execution_id, installation_id, level, message, created_at)
     SELECT r.id, 7, 'INFO', repeat(md5(n::text), 20), now() - make_interval(days => 400 * (n % 2))
       FROM workflow_runs r, generate_series(1, 4000) n`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const of = async (sql: string): Promise<number> => {
  const rows: { n: string }[] = await source.query(`SELECT ${sql} AS n`);
  return Number(rows[0]?.n);
};

describe('the sizes of a database', () => {
  it('are those of its files, a table with its partitions, the largest first', async () => {
    // PostgreSQL adds a page of its own now and then.
    const logs = `(SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('execution_logs') WHERE isleaf)`;
    const before = [await of('pg_database_size(current_database())'), await of(logs)];
    const { bytes, tables } = await readDatabaseSize(source, 4);
    const after = [await of('pg_database_size(current_database())'), await of(logs)];
    expect(tables).toHaveLength(4);
    expect(tables[0]?.name).toBe('execution_logs');
    for (const [at, found] of [bytes, tables[0]?.bytes ?? 0].entries()) {
      expect(found).toBeGreaterThanOrEqual(before[at] ?? Infinity);
      expect(found).toBeLessThanOrEqual(after[at] ?? 0);
    }
    expect(tables.map((table) => table.bytes)).toEqual(tables.map((table) => table.bytes).toSorted((a, b) => b - a));
  });

  it('have what is estimated of the graph, once PostgreSQL has looked', async () => {
    expect((await readDatabaseSize(source)).graph).toMatchObject({ nodes: 0, relationships: 0 });
    await source.query(
      `INSERT INTO graph_developers (installation_id, login) SELECT 7, 'person-' || n FROM generate_series(1, 30) n`,
    );
    await source.query('ANALYZE graph_developers');
    const { graph } = await readDatabaseSize(source);
    expect(graph).toMatchObject({ nodes: 30, relationships: 0 });
    expect(graph.bytes).toBeGreaterThan(8192);
  });

  it('are not waited for behind a table that somebody holds alone', async () => {
    const holder = source.createQueryRunner();
    try {
      await holder.startTransaction();
      await holder.query('LOCK TABLE findings IN ACCESS EXCLUSIVE MODE');
      const from = performance.now();
      await expect(readDatabaseSize(source)).rejects.toMatchObject({ code: '57014' });
      expect(performance.now() - from).toBeLessThan(10_000);
    } finally {
      await holder.rollbackTransaction();
      await holder.release();
    }
  });

  it('stand in the metrics, read once in five minutes', async () => {
    const metrics = createMetrics(source);
    const first = await metrics.text();
    expect(first).toMatch(/nectr_database_bytes \d{7,}\n/);
    expect(first).toMatch(/nectr_table_bytes\{table="execution_logs"\} \d{6,}\n/);
    expect(first).toContain('nectr_graph_items{kind="nodes"} 30\n');
    expect(first.match(/^nectr_table_bytes\{/gm)).toHaveLength(10);
    await source.query('TRUNCATE execution_logs');
    expect(await metrics.text()).toMatch(/nectr_table_bytes\{table="execution_logs"\} \d{6,}\n/);
    expect(await createMetrics(source).text()).not.toMatch(/nectr_table_bytes\{table="execution_logs"\} \d{7,}\n/);
  });
});
