import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { defaultTimings } from '../../src/workflows/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { insertEvent, pullPayload, type PullEvent } from './pull-event.js';

let database: TestDatabase;
let source: DataSource;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query('TRUNCATE dbos.workflow_status CASCADE');
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const handle = (eventId: string) => handleEvent({ source, timings: defaultTimings, log: quiet }, eventId);

async function arrive(event: PullEvent = {}) {
  return handle(await insertEvent(source, `pull_request.${event.action ?? 'opened'}`, pullPayload(event)));
}

async function runs(): Promise<{ status: string; head: string; reason: string | null; engine: string }[]> {
  return source.query(
    `SELECT r.status, left(r.head_sha, 1) AS head, r.outcome_reason AS reason, s.status AS engine FROM workflow_runs r
       JOIN dbos.workflow_status s ON s.workflow_uuid = r.execution_id ORDER BY r.queued_at, r.id`,
  );
}

const head = (letter: string) => letter.repeat(40);

describe('handleEvent', () => {
  it('makes one run of an opened pull request, with its rows, before installation.created arrived', async () => {
    expect(await arrive()).toMatchObject({ status: 'completed', runs: [expect.stringMatching(/^run:pr_review:/)] });
    expect(await runs()).toEqual([{ status: 'pending', head: 'a', reason: null, engine: 'ENQUEUED' }]);
    expect(await source.query('SELECT account_login FROM installations')).toEqual([{ account_login: 'acme' }]);
    expect(await source.query(`SELECT status, installation_id IS NOT NULL AS owned FROM events`)).toEqual([
      { status: 'completed', owned: true },
    ]);
  });

  it('does nothing more when it is run again', async () => {
    const id = await insertEvent(source, 'pull_request.opened', pullPayload());
    await handle(id);
    expect(await handle(id)).toMatchObject({ status: 'gone' });
    expect(await runs()).toHaveLength(1);
  });

  it('A3: replaces a waiting run by that of a newer push, after ten seconds of quiet', async () => {
    await arrive();
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    expect((await runs()).toSorted((a, b) => a.head.localeCompare(b.head))).toEqual([
      { status: 'cancelled', head: 'a', reason: `superseded by ${head('c')}`, engine: 'CANCELLED' },
      { status: 'pending', head: 'c', reason: null, engine: 'DELAYED' },
    ]);
  });

  it('A3: takes no notice of an older event that arrives later', async () => {
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    expect(await arrive()).toMatchObject({ status: 'ignored', reason: expect.stringContaining('newer event') });
    expect(await runs()).toMatchObject([{ head: 'c', status: 'pending' }]);
  });

  it('A3: a close ends what waits, and an older opened event does not bring it back', async () => {
    await arrive();
    await arrive({ action: 'closed', state: 'closed', updatedAt: '2026-01-01T00:02:00Z' });
    await arrive({ action: 'reopened', updatedAt: '2026-01-01T00:01:00Z' });
    expect(await runs()).toMatchObject([{ status: 'cancelled', reason: 'closed' }]);
  });

  it('makes exactly one run of ten pushes at once', async () => {
    await arrive();
    const pushes = Array.from({ length: 10 }, (_, index) =>
      arrive({ action: 'synchronize', head: String(index).repeat(40), updatedAt: '2026-01-01T00:05:00Z' }),
    );
    await Promise.all(pushes);
    expect((await runs()).filter(({ status }) => status === 'pending')).toHaveLength(1);
  });

  it('E3: a push back to an earlier head asks for it again if it was superseded', async () => {
    await arrive();
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    await arrive({ action: 'synchronize', head: head('a'), before: head('c'), updatedAt: '2026-01-01T00:02:00Z' });
    expect((await runs()).filter(({ status }) => status === 'pending')).toMatchObject([{ head: 'a' }]);
    expect(await runs()).toHaveLength(3);
  });

  it('E5: of twenty pushes in a minute the one under way is told to stop and only the last one waits', async () => {
    await arrive();
    await source.query(`UPDATE workflow_runs SET status = 'running', started_at = now()`);
    for (let second = 1; second <= 20; second++)
      await arrive({
        action: 'synchronize',
        head: head('abcdef0123456789abcd'[second - 1] ?? ''),
        before: head('b'),
        updatedAt: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`,
      });
    const left = (await runs()).filter(({ status }) => status !== 'cancelled');
    expect(left.map(({ status, head: of }) => [status, of]).toSorted()).toEqual([
      ['pending', 'd'],
      ['running', 'a'],
    ]);
    const [delay]: { ms: number }[] = await source.query(
      `SELECT max(delay_until_epoch_ms) - (extract(epoch FROM now()) * 1000)::bigint AS ms FROM dbos.workflow_status WHERE status = 'DELAYED'`,
    );
    expect(Number(delay?.ms)).toBeGreaterThan(5000);
    expect(Number(delay?.ms)).toBeLessThanOrEqual(10_000);
  });

  it('marks a running run instead of cancelling it', async () => {
    await arrive();
    await source.query(`UPDATE workflow_runs SET status = 'running', started_at = now()`);
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    const rows: unknown[] = await source.query(`SELECT superseded_by FROM workflow_runs WHERE status = 'running'`);
    expect(rows).toEqual([{ superseded_by: `superseded by ${head('c')}` }]);
  });

  it('L1: runs nothing for a suspended, uninstalled or removed one, and ends what waits', async () => {
    await arrive();
    const installation = { id: 90, account: { id: 1, login: 'acme', type: 'Organization' } };
    await handle(await insertEvent(source, 'installation.suspend', { installation }));
    expect(await runs()).toMatchObject([{ status: 'cancelled', reason: 'installation.suspend' }]);
    const later = { action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' };
    expect(await arrive(later)).toMatchObject({ status: 'ignored', reason: 'suspended' });
    await handle(await insertEvent(source, 'installation.unsuspend', { installation }));
    const removed = { installation, repositories_removed: [{ id: 30, full_name: 'acme/shop' }] };
    await handle(await insertEvent(source, 'installation_repositories.removed', removed));
    expect(await arrive(later)).toMatchObject({ status: 'ignored', reason: 'repository removed' });
    await handle(await insertEvent(source, 'installation.deleted', { installation }));
    expect(await arrive(later)).toMatchObject({ status: 'ignored', reason: 'uninstalled' });
  });

  it('L2: follows a rename by the numeric id', async () => {
    await arrive();
    const repository = { id: 30, full_name: 'acme/store', private: false };
    await handle(await insertEvent(source, 'repository.renamed', { installation: { id: 90 }, repository }));
    expect(await source.query('SELECT full_name, private FROM repositories')).toEqual([
      { full_name: 'acme/store', private: false },
    ]);
  });

  it.each([
    ['an edit that keeps the base', 'pull_request.edited', pullPayload({ action: 'edited', changes: { title: {} } })],
    [
      'a comment that is no command',
      'issue_comment.created',
      {
        ...pullPayload(),
        issue: { number: 7, pull_request: {} },
        comment: { id: 1, body: 'nice', user: { login: 'dora' } },
      },
    ],
    [
      "another App's check run",
      'check_run.rerequested',
      { ...pullPayload(), check_run: { head_sha: head('a'), external_id: 'x' } },
    ],
    ['a payload of another kind', 'pull_request.opened', { odd: true }],
  ])('ignores %s', async (_, eventType, payload) => {
    expect(await handle(await insertEvent(source, eventType, payload))).toMatchObject({ status: 'ignored' });
    expect(await runs()).toEqual([]);
  });

  it('takes a command and a re-request of a known pull request, each under its own trigger key', async () => {
    await arrive();
    const issue = { number: 7, pull_request: {} };
    const comment = { id: 55, body: '/nectr review please', user: { login: 'dora' } };
    await handle(await insertEvent(source, 'issue_comment.created', { ...pullPayload(), issue, comment }));
    const check_run = { head_sha: head('a'), external_id: 'run:x', pull_requests: [] };
    await handle(await insertEvent(source, 'check_run.rerequested', { ...pullPayload(), check_run }));
    const keys: { trigger_key: string }[] = await source.query(
      'SELECT trigger_key FROM workflow_runs ORDER BY queued_at, id',
    );
    expect(keys.map((row) => row.trigger_key.replace(/[0-9a-f-]{36}/, 'ID')).toSorted()).toEqual([
      'auto:main',
      'command:55',
      'rerequest:ID',
    ]);
  });
});
