import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { graphHealth } from '../../../src/operations/graph-health.js';
import { purge } from '../../../src/operations/retention.js';
import { GraphUnavailableError } from '../../../src/graph/graph-unavailable-error.js';
import type { WorkEnd } from '../../../src/installations/sync-installations.js';
import { requestHistory } from '../../../src/workflows/history/request-history.js';
import type { WorkflowPorts } from '../../../src/workflows/ports.js';
import { askForMissing } from '../../../src/workflows/scans/ask-for-missing.js';
import { listScans } from '../../../src/workflows/scans/list-scans.js';
import { versionOf } from '../../../src/workflows/scans/plan-scan.js';
import { backfillScans } from '../../../src/workflows/scans/backfill-scans.js';
import { endWorkOf } from '../../../src/workflows/scans/end-work-of.js';
import { purgeLeftovers } from '../../../src/workflows/scans/purge-leftovers.js';
import { requestScans } from '../../../src/workflows/scans/request-scans.js';
import { sweepScans } from '../../../src/workflows/scans/sweep-scans.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM dbos.workflow_status');
  await source.query(
    `INSERT INTO installations (id, github_installation_id, account_login, account_id, account_type) VALUES (1, 90, 'acme', 1, 'Organization')`,
  );
  await source.query(
    `INSERT INTO repositories (id, installation_id, github_repo_id, full_name)
     VALUES (1, 1, 11, 'acme/a'), (2, 1, 12, 'acme/b'), (3, 1, 13, 'acme/c')`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const ask = (repositoryIds: number[], over: Partial<Parameters<typeof requestScans>[1]> = {}) =>
  source.transaction((manager) => requestScans(manager, { repositoryIds, kind: 'push', reason: 'push', ...over }));

function scans(): Promise<{ repo: number; kind: string; reason: string; status: string; engine: string | null }[]> {
  return source.query(
    `SELECT c.repository_id AS repo, c.kind, c.reason, c.status, s.status AS engine FROM scans c
       LEFT JOIN dbos.workflow_status s ON s.workflow_uuid = 'scan:' || c.id ORDER BY c.id`,
  );
}

/** The last scan of a repository ended this way. */
function ended(repositoryId: number, over: { status?: string; reason?: string; failure?: string; hoursAgo?: number }) {
  const { status = 'failed', reason = 'installed', failure = 'repository', hoursAgo = 0 } = over;
  return source.query(
    `INSERT INTO scans (installation_id, repository_id, kind, reason, status, details, error_message, completed_at)
     VALUES (1, $1, 'full', $2, $3, $4, 'why', now() - make_interval(hours => $5))`,
    [repositoryId, reason, status, JSON.stringify({ failure }), hoursAgo],
  );
}

describe('requestScans', () => {
  it('is full where nothing is known, and queued with its installation as the partition', async () => {
    await source.query('UPDATE repositories SET scanned_at = now() WHERE id = 2');
    await ask([1, 2]);
    expect(await scans()).toEqual([
      { repo: 1, kind: 'full', reason: 'push', status: 'pending', engine: 'ENQUEUED' },
      { repo: 2, kind: 'push', reason: 'push', status: 'pending', engine: 'ENQUEUED' },
    ]);
    expect(await source.query('SELECT DISTINCT queue_name, queue_partition_key FROM dbos.workflow_status')).toEqual([
      { queue_name: 'scans', queue_partition_key: '1' },
    ]);
  });

  it('takes the one that waits, whoever asks at the same time', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => ask([1, 2, 3])));
    expect(asked.flat()).toHaveLength(3);
    expect(await scans()).toHaveLength(3);
  });

  it('replaces a push that waits by a full one, and with `replaces` whatever there is', async () => {
    await source.query('UPDATE repositories SET scanned_at = now()');
    await ask([1]);
    await ask([1], { kind: 'full', reason: 'installed' });
    await source.query(`UPDATE scans SET status = 'running' WHERE status = 'pending'`);
    await ask([1], { kind: 'full', reason: 'rescan', replaces: true });
    expect((await scans()).map(({ kind, status, engine }) => [kind, status, engine])).toEqual([
      ['push', 'cancelled', 'CANCELLED'],
      ['full', 'cancelled', 'CANCELLED'],
      ['full', 'pending', 'ENQUEUED'],
    ]);
  });

  it.each([
    ['a repository that was removed', 'UPDATE repositories SET is_active = false'],
    ['a suspended installation', 'UPDATE installations SET is_active = false'],
  ])('asks nothing for %s', async (_, change) => {
    await source.query(change);
    expect(await ask([1, 2, 3])).toEqual([]);
  });
});

describe('backfillScans', () => {
  it('asks for what was never scanned, and what a store that was away kept behind', async () => {
    await source.query('UPDATE repositories SET scanned_at = now() WHERE id IN (2, 3)');
    await ended(3, { failure: 'store' });
    expect(await backfillScans(source, { failedHours: 24 })).toBe(2);
    expect((await scans()).slice(1).map(({ repo, kind }) => [repo, kind])).toEqual([
      [1, 'full'],
      [3, 'push'],
    ]);
    expect(await backfillScans(source, { failedHours: 24 })).toBe(0);
  });

  it.each([
    ['failed an hour ago', { hoursAgo: 1 }, 0],
    ['failed a day ago', { hoursAgo: 25 }, 1],
    ['got no answer an hour ago', { hoursAgo: 1, failure: 'no answer' }, 1],
    ['was forgotten on purpose', { status: 'cancelled', reason: 'forgotten' }, 0],
    ['was cancelled', { status: 'cancelled' }, 1],
  ])('what %s', async (_, last, asked) => {
    await source.query('UPDATE repositories SET scanned_at = now() WHERE id > 1');
    await ended(1, last);
    expect(await backfillScans(source, { failedHours: 24 })).toBe(asked);
  });

  it.each([
    ['got no answer from GitHub', { failure: 'no answer' }, 24, ['push']],
    ['failed a day ago', { hoursAgo: 25 }, 24, ['push']],
    ['failed an hour ago', { hoursAgo: 1 }, 24, []],
    ['failed an hour ago, at a start', { hoursAgo: 1 }, 0, ['push']],
    ['killed the workers an hour ago, at a start', { hoursAgo: 1, failure: 'worker' }, 0, []],
  ])('a push that %s', async (_, last, failedHours, kinds) => {
    await source.query('UPDATE repositories SET scanned_at = now()');
    await ended(1, last);
    await backfillScans(source, { failedHours });
    expect((await scans()).slice(1).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is done once by all who look at the same time', async () => {
    const counts = await Promise.all(Array.from({ length: 4 }, () => backfillScans(source, { failedHours: 0 })));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});

describe('askForMissing', () => {
  const ports = (graph: WorkflowPorts['graph']) => ({ source, graph, log: quiet });
  const signal = new AbortController().signal;

  it('asks for what another store knew, and for the history that failed', async () => {
    const graph = createPostgresGraph(source);
    await source.query('UPDATE repositories SET scanned_at = now()');
    const shown = { sha: '1'.repeat(40), at: new Date() };
    for (const repoId of [12, 13]) {
      const key = { installationId: 1, repoId };
      await graph.upsertRepository({ ...key, fullName: `acme/${repoId}`, defaultBranch: 'main' });
      await graph.finishScan({ ...key, scan: 1 }, shown);
    }
    await graph.finishHistory({ installationId: 1, repoId: 13 }, new Date());
    await source.query(
      `INSERT INTO scans (installation_id, repository_id, kind, reason, status, details, completed_at)
       VALUES (1, 2, 'history', 'scanned', 'failed', '{"failure": "no answer"}', now() - interval '1 hour')`,
    );
    expect(await askForMissing(ports(graph), { failedHours: 24, signal })).toEqual({ scans: 1, histories: 1 });
    expect((await scans()).slice(1).map(({ repo, kind, engine }) => [repo, kind, engine])).toEqual([
      [2, 'history', 'ENQUEUED'],
      [1, 'full', 'ENQUEUED'],
    ]);
    expect(await askForMissing(ports(graph), { failedHours: 24, signal })).toEqual({ scans: 0, histories: 0 });
  });

  it('asks for what was never scanned while the store is away', async () => {
    await source.query('UPDATE repositories SET scanned_at = now() WHERE id > 1');
    const away = {
      ...createPostgresGraph(source),
      repository: () => Promise.reject(new GraphUnavailableError('away')),
    };
    expect(await askForMissing(ports(away), { failedHours: 24, signal })).toEqual({ scans: 1, histories: 0 });
  });

  it('does not ask within a day for a history that failed for a reason of its own', async () => {
    const insert = (hours: number, failure: string) =>
      source.query(
        `INSERT INTO scans (installation_id, repository_id, kind, reason, status, details, completed_at)
         VALUES (1, 1, 'history', 'scanned', 'failed', jsonb_build_object('failure', $2::text), now() - make_interval(hours => $1))`,
        [hours, failure],
      );
    await insert(2, 'repository');
    expect(await source.transaction((manager) => requestHistory(manager, 1))).toBeNull();
    await source.query('DELETE FROM scans');
    await insert(25, 'repository');
    const asked = Array.from({ length: 4 }, () => source.transaction((manager) => requestHistory(manager, 1)));
    expect((await Promise.all(asked)).filter((id) => id !== null)).toHaveLength(1);
  });
});

describe('what a sync finds gone', () => {
  it.each<[WorkEnd, string[]]>([
    ['repository removed', ['purge_graph']],
    ['uninstalled', ['purge_graph']],
    ['suspended', []],
  ])('%s: its scans end, and what is known goes with it or stays', async (reason, purges) => {
    await ask([1, 2]);
    expect(await source.transaction((manager) => endWorkOf(manager, [1], reason))).toBe(1);
    expect((await scans()).map(({ status }) => status)).toEqual(['cancelled', 'pending']);
    const queued: { name: string }[] = await source.query(
      `SELECT name FROM dbos.workflow_status WHERE queue_name = 'purges'`,
    );
    expect(queued.map(({ name }) => name)).toEqual(purges);
  });

  it('leaves nothing in the graph by the next day', async () => {
    const graph = createPostgresGraph(source);
    const key = (repoId: number) => ({ installationId: 1, repoId });
    for (const repoId of [11, 12]) {
      await graph.upsertRepository({ ...key(repoId), fullName: `acme/${repoId}`, defaultBranch: 'main' });
    }
    await source.query('UPDATE repositories SET is_active = false WHERE id = 1');
    expect(await purgeLeftovers({ source, graph })).toEqual({ removed: 1 });
    expect(await graph.repository(key(11))).toBeNull();
    expect(await graph.repository(key(12))).toMatchObject({ fullName: 'acme/12' });
    // Forgotten while the store was away, and asked for again after that.
    await ended(2, { status: 'cancelled', reason: 'forgotten' });
    await ask([2]);
    expect(await purgeLeftovers({ source, graph })).toEqual({ removed: 0 });
    await ended(2, { status: 'cancelled', reason: 'forgotten' });
    expect(await purgeLeftovers({ source, graph })).toEqual({ removed: 1 });
  });
});

it('tells of a scan that the engine has given up', async () => {
  await ask([1, 2]);
  await source.query(
    `UPDATE dbos.workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', updated_at = 0 WHERE workflow_uuid LIKE 'scan:%'
        AND workflow_uuid = (SELECT 'scan:' || min(id) FROM scans)`,
  );
  expect(await sweepScans(source, quiet)).toHaveLength(1);
  expect((await scans()).map(({ status }) => status)).toEqual(['failed', 'pending']);
  expect(await source.query(`SELECT details->>'failure' AS failure FROM scans WHERE status = 'failed'`)).toEqual([
    { failure: 'worker' },
  ]);
});

it('lists scans with dates', async () => {
  await ended(1, {});
  await ask([1]);
  await source.query(
    `UPDATE scans SET status = 'running', started_at = now(), files_total = 10, files_read = 5 WHERE status = 'pending'`,
  );
  expect((await listScans(source, 'acme/a'))[0]).toMatchObject({
    underWay: [{ startedAt: expect.any(Date), etaAt: expect.any(Date) }],
    last: { completedAt: expect.any(Date) },
  });
});

it.each([
  ['nothing is seen yet', 7, null, 7],
  ['an older scan is seen', 7, 3, 7],
  ['the store was filled by another database, with higher numbers', 7, 500, 507],
  ['the next one after that', 8, 507, 515],
  ['a scan of the same number as in that database', 7, 7, 14],
])('the version of a scan where %s', (_, scanId, seen, version) => {
  expect(versionOf(scanId, seen)).toBe(version);
});

it('keeps ended scans for 90 days, and the last of a repository longer', async () => {
  await ended(1, { hoursAgo: 24 * 100 });
  await ended(1, { hoursAgo: 24 * 95, reason: 'forgotten', status: 'cancelled' });
  await ended(2, { hoursAgo: 24 * 89 });
  await ended(2, { hoursAgo: 1 });
  expect(await purge(source)).toMatchObject({ scans: 1 });
  expect((await scans()).map(({ repo, reason }) => [repo, reason])).toEqual([
    [1, 'forgotten'],
    [2, 'installed'],
    [2, 'installed'],
  ]);
});

it('health counts the served repositories and has the last failure of those that did not get over it', async () => {
  expect(await graphHealth(source)).toEqual({ active: 3, scanned: 0, waiting: 0, withoutSymbols: 0, failed: null });
  await ended(1, {});
  await ended(2, { failure: 'store' });
  await ended(2, { status: 'completed' });
  await source.query('UPDATE repositories SET scanned_at = now() WHERE id = 2');
  await ask([3]);
  expect(await graphHealth(source)).toEqual({
    active: 3,
    scanned: 1,
    waiting: 1,
    withoutSymbols: 0,
    failed: { repository: 'acme/a', reason: 'why', cause: 'repository' },
  });
});
