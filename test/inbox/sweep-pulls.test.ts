import { randomUUID } from 'node:crypto';
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

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function handleAll() {
  const events: { id: string }[] = await source.query(`SELECT id FROM events WHERE status = 'pending'`);
  const ports = { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet };
  const handled = [];
  for (const { id } of events) handled.push(await handleEvent(ports, id));
  return handled;
}

/** Has GitHub deliver an event of pull request 7, and works it. */
async function deliver(action: string, head: string, minutes: number) {
  await createRecorder({ source, isWanted: () => true }).record({
    source: 'github',
    deliveryId: randomUUID(),
    name: 'pull_request',
    payload: pullPayload({ action, head: head.repeat(40), updatedAt: minutesAgo(minutes) }),
    sha256: null,
  });
  return handleAll();
}

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
    expect(await handleAll()).toMatchObject([{ status: 'completed', runs: [expect.any(String)] }]);
    expect(await sweep([pull(7, 30)])).toEqual({ recorded: 0, failed: [] });
    expect(await sweep([pull(7, 20, 'c')])).toEqual({ recorded: 1, failed: [] });
  });

  describe('a pull request that was opened before the repository was added', () => {
    const old = (minutes: number, sha = 'a') => ({ ...pull(7, minutes, sha), created_at: minutesAgo(100_000) });

    it('is left where all we know is that somebody touched it', async () => {
      expect(await sweep([old(30)])).toEqual({ recorded: 0, failed: [] });
      expect(await deliver('labeled', 'a', 40)).toMatchObject([{ status: 'ignored' }]);
      expect(await sweep([old(30)])).toEqual({ recorded: 0, failed: [] });
    });

    it('is taken once its head is another one than we had heard of', async () => {
      await deliver('labeled', 'a', 60);
      expect(await sweep([old(30, 'b')])).toEqual({ recorded: 1, failed: [] });
      await handleAll();
      expect(await sweep([old(20, 'b')])).toEqual({ recorded: 0, failed: [] });
    });

    it('is taken where a label told us of the head that no delivery brought', async () => {
      await deliver('synchronize', 'a', 60);
      await deliver('labeled', 'b', 40);
      expect(await sweep([old(30, 'b')])).toEqual({ recorded: 1, failed: [] });
    });

    it('is left where its other head is from before the repository was added again', async () => {
      await deliver('synchronize', 'a', 700);
      await source.query('UPDATE pull_requests SET created_at = $1', [minutesAgo(700)]);
      expect(await sweep([old(30, 'b')])).toEqual({ recorded: 0, failed: [] });
    });
  });

  it('leaves a head that we have known for three days, whether its run is kept or not', async () => {
    await source.query('UPDATE repositories SET installed_at = $1', [minutesAgo(200_000)]);
    const long = (sha: string) => ({ ...pull(7, 30, sha), created_at: minutesAgo(150_000) });
    await deliver('opened', 'a', 140_000);
    await source.query('DELETE FROM workflow_runs');
    expect(await sweep([long('a')])).toEqual({ recorded: 0, failed: [] });
    expect(await sweep([long('b')])).toEqual({ recorded: 1, failed: [] });
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
