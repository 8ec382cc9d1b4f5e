import { expect, inject, it } from 'vitest';
import { createTestDatabase } from '../database/test-database.js';
import { openDoorsStage } from './doors-stage.js';
import { fuzzDoors } from './fuzz-doors.js';

/** `npm run chaos doors` sends a hundred thousand, and measures: beside other files nothing is measured. */
const COUNT = 3000;
const SEED = 20_261_129;

it(`answers ${COUNT} right and broken requests without a fault`, async () => {
  const database = await createTestDatabase();
  const above = new URL(inject('postgresUrl'));
  above.pathname = new URL(database.url).pathname;
  const stage = await openDoorsStage({ url: database.url, above: above.href });
  try {
    const { requests, statuses, faults } = await fuzzDoors(stage, { count: COUNT, seed: SEED, longestMs: Infinity });
    expect(faults).toEqual([]);
    expect(requests).toBe(COUNT);
    // Not all of it is refused at the door.
    expect(statuses['200']).toBeGreaterThan(COUNT / 20);
  } finally {
    await stage.close();
    await database.close();
  }
}, 120_000);
