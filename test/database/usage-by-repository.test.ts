import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const usage = (columns: string) =>
  source.query(`SELECT ${columns}, model, requests, tokens_in::int, cost::float8 FROM model_usage ORDER BY model`);

it('keeps what was spent when the books by repository are taken back, and when they come again', async () => {
  await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (1, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name)
                SELECT id, n, 'acme/r' || n FROM i, (VALUES (1), (2)) AS each(n) RETURNING id, installation_id)
     INSERT INTO model_usage (installation_id, repository_id, day, model, requests, tokens_in, cost)
     SELECT installation_id, id, '2026-11-29', m, 2, 10, 0.5 FROM r, (VALUES ('a'), ('b')) AS models(m)`,
  );
  const undone = async () =>
    (await source.query(`SELECT 1 FROM schema_migrations WHERE name = 'AddBudgets1764000029000'`)).length === 0;
  while (!(await undone())) await source.undoLastMigration();
  const folded = { requests: 4, tokens_in: 20, cost: 1 };
  expect(await usage('installation_id > 0 AS known')).toEqual(
    ['a', 'b'].map((model) => ({ known: true, model, ...folded })),
  );
  await source.runMigrations();
  expect(await usage('repository_id')).toEqual(['a', 'b'].map((model) => ({ repository_id: null, model, ...folded })));
});
