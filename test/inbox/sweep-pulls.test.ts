import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { createRecorder } from '../../src/inbox/record-events.js';
import { dueForSweep, sweepPulls, type ListedPull } from '../../src/inbox/sweep-pulls.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { pullPayload } from '../workflows/pull-event.js';

const now = new Date('2026-06-10T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const pull = (number: number, minutes: number, sha = 'a'): ListedPull => ({
  ...pullPayload({ number, head: sha.repeat(40) }).pull_request,
  number,
  created_at: minutesAgo(minutes),
  updated_at: minutesAgo(minutes),
});

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (90, 'acme', 1, 'User')`,
  );
  await source.query(
    `INSERT INTO repositories (installation_id, github_repo_id, full_name, installed_at)
     SELECT id, 30, 'acme/shop', $1 FROM installations`,
    [minutesAgo(600)],
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const sweep = (pulls: ListedPull[]) =>
  sweepPulls({
    source,
    recorder: createRecorder({ source, isWanted: () => true }),
    listOpenPulls: async () => pulls,
    now,
  });

describe('dueForSweep', () => {
  const installedAt = new Date(minutesAgo(600));
  it.each([
    ['changed ten minutes ago', 10, true],
    ['changed nine minutes ago: its delivery may be on the way', 9, false],
    ['older than the installation: nobody asked', 601, false],
  ])('%s', (_, minutes, due) => {
    expect(dueForSweep([pull(1, minutes)], installedAt, now)).toHaveLength(due ? 1 : 0);
  });

  it('leaves what is older than three days', () => {
    const long = new Date(minutesAgo(100_000));
    expect(dueForSweep([pull(1, 3 * 24 * 60 + 1)], long, now)).toEqual([]);
    expect(dueForSweep([pull(1, 3 * 24 * 60 - 1)], long, now)).toHaveLength(1);
  });
});

describe('sweepPulls', () => {
  it('A13: brings a pull request whose delivery is lost to a run, once for each head', async () => {
    expect(await sweep([pull(7, 30)])).toEqual({ recorded: 1, failed: [] });
    const events: { id: string }[] = await source.query('SELECT id FROM events');
    const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const handled = await handleEvent(
      { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet },
      events[0]?.id ?? '',
    );
    expect(handled).toMatchObject({ status: 'completed', runs: [expect.any(String)] });
    expect(await sweep([pull(7, 30)])).toEqual({ recorded: 0, failed: [] });
    expect(await sweep([pull(7, 20, 'c')])).toEqual({ recorded: 1, failed: [] });
  });

  it('takes twenty an hour for an installation', async () => {
    const many = Array.from({ length: 30 }, (_, index) => pull(index + 1, 30));
    expect((await sweep(many)).recorded).toBe(20);
    expect((await sweep(many)).recorded).toBe(0);
  });

  it('asks for nothing of a suspended installation', async () => {
    await source.query('UPDATE installations SET suspended_at = now()');
    expect(await sweep([pull(7, 30)])).toEqual({ recorded: 0, failed: [] });
  });
});
