import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { HELD_OUT_PAIRS } from './held-out/held-out-pairs.js';
import { measureRecall } from './measure-recall.js';
import { ALL_PAIRS } from './pairs/all-pairs.js';

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

it.each([
  ['81 pairs', ALL_PAIRS, 0.95, 0.02],
  ['pairs that were held out', HELD_OUT_PAIRS, 0.9, 0.08],
])('finds what applies among 500 memories, in time, and little that does not: %s', async (_, asked, least, most) => {
  const { pairs, recallAt5, wrong, maySilence, median } = await measureRecall(source, asked, 500);
  expect(pairs).toBeGreaterThanOrEqual(60);
  expect(recallAt5).toBeGreaterThanOrEqual(least);
  expect(wrong).toBeLessThanOrEqual(most);
  if (asked === HELD_OUT_PAIRS) {
    expect(maySilence.right).toBeGreaterThanOrEqual(0.85);
    expect(maySilence.wrong).toBeLessThanOrEqual(0.02);
  }
  // `npm run bench recall` has the figure; this only sees that it did not grow by the multiple.
  expect(median).toBeLessThan(400);
});
