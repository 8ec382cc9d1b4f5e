import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { measureRecall } from './measure-recall.js';

/** `npm run bench recall` prints the same: whoever changes how memories are found sees here what it costs. */
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

it('finds what applies among 500 memories, in time, and little that does not', async () => {
  const { pairs, recallAt5, wrong, median } = await measureRecall(source, 500);
  expect(pairs).toBeGreaterThanOrEqual(60);
  expect(recallAt5).toBeGreaterThanOrEqual(0.85);
  expect(wrong).toBeLessThanOrEqual(0.06);
  // `npm run bench recall` has the figure; this only sees that it did not grow by the multiple.
  expect(median).toBeLessThan(400);
});
