import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { nameOf, prepared } from '../../src/database/prepared.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 1, applicationName: 'test', scope: 'system' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

it('is planned once on a connection; what is not prepared leaves nothing there', async () => {
  const statement = prepared('SELECT $1::int + 1 AS next');
  for (let time = 1; time <= 8; time++) {
    expect(await source.query(statement, [time])).toEqual([{ next: time + 1 }]);
    expect(await source.query('SELECT $1::int + 2 AS next', [time])).toEqual([{ next: time + 2 }]);
  }
  const kept: unknown[] = await source.query(
    'SELECT statement, generic_plans > 0 AS "plannedOnce" FROM pg_prepared_statements',
  );
  expect(kept).toEqual([{ statement, plannedOnce: true }]);
});

it('has one name, however often it is made', () => {
  const [first, again, other] = [prepared('SELECT 1'), prepared('SELECT 1'), prepared('SELECT 2')].map(nameOf);
  expect(first).toBe(again);
  expect(other).not.toBe(first);
  expect(nameOf('SELECT 3')).toBeUndefined();
});

it('is planned anew on another connection once a migration has changed what it returns', async () => {
  await source.query('CREATE TABLE kept_plans (a int)');
  const statement = prepared('SELECT * FROM kept_plans');
  await source.query(statement);
  await source.query('ALTER TABLE kept_plans ADD COLUMN b int');
  await expect(source.query(statement)).rejects.toThrow('cached plan must not change result type');
  await expect.poll(() => source.query('INSERT INTO kept_plans VALUES (1, 2)').catch(() => null)).not.toBeNull();
  expect(await source.query(statement)).toEqual([{ a: 1, b: 2 }]);
});
