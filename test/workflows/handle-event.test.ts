import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { commentPayload, insertEvent, pullPayload, type PullEvent } from './pull-event.js';

let database: TestDatabase;
let source: DataSource;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query('DELETE FROM dbos.workflow_status');
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const handle = (eventId: string) =>
  handleEvent(
    { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet },
    eventId,
  );

async function arrive(event: PullEvent = {}) {
  return handle(await insertEvent(source, `pull_request.${event.action ?? 'opened'}`, pullPayload(event)));
}

async function runs(): Promise<{ status: string; head: string; reason: string | null; engine: string }[]> {
  return source.query(
    `SELECT r.status, left(r.head_sha, 1) AS head, r.outcome_reason AS reason, s.status AS engine FROM workflow_runs r
       JOIN dbos.workflow_status s ON s.workflow_uuid = r.execution_id ORDER BY r.queued_at, r.id`,
  );
}

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first, index) => permutations(all.toSpliced(index, 1)).map((rest) => [first, ...rest]));
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

  describe('what had stopped the review is gone', () => {
    const later = '2026-01-01T00:01:00Z';
    const skipAll = () =>
      source.query(
        `UPDATE workflow_runs SET status = 'completed', outcome = 'skipped', outcome_reason = 'label "wip"', completed_at = now()`,
      );

    it('of any workflow that waits for it, whatever its name', async () => {
      await source.query(`UPDATE workflows SET name = 'other_review' WHERE name = 'pr_review'`);
      try {
        await arrive();
        await skipAll();
        expect(await arrive({ action: 'unlabeled', updatedAt: later })).toMatchObject({
          status: 'completed',
          runs: [expect.stringMatching(/^run:other_review:/)],
        });
      } finally {
        await source.query(`UPDATE workflows SET name = 'pr_review' WHERE name = 'other_review'`);
      }
    });

    it.each([
      ['a label', 'unlabeled', undefined],
      ['the title', 'edited', { title: { from: 'WIP' } }],
    ])('%s: the head is reviewed', async (_, action, changes) => {
      await arrive();
      await skipAll();
      const event = { action, updatedAt: later, ...(changes === undefined ? {} : { changes }) };
      expect(await arrive(event)).toMatchObject({ status: 'completed', runs: [expect.anything()] });
      expect(await runs()).toMatchObject([{ status: 'completed' }, { status: 'pending', head: 'a' }]);
    });

    it('asks for nothing where a review was made, is under way, or was of another head', async () => {
      await arrive();
      const unlabeled = { action: 'unlabeled', updatedAt: later };
      expect(await arrive(unlabeled)).toMatchObject({ status: 'ignored', reason: 'nothing had stopped its review' });
      await skipAll();
      await source.query(`UPDATE workflow_runs SET outcome = 'reviewed'`);
      expect(await arrive({ ...unlabeled, updatedAt: '2026-01-01T00:02:00Z' })).toMatchObject({ status: 'ignored' });
      await skipAll();
      await source.query(`UPDATE workflow_runs SET head_sha = 'other'`);
      expect(await arrive({ ...unlabeled, updatedAt: '2026-01-01T00:03:00Z' })).toMatchObject({ status: 'ignored' });
    });

    it('an edit of the text alone asks for nothing', async () => {
      await arrive();
      await skipAll();
      const event = { action: 'edited', updatedAt: later, changes: { body: { from: '' } } };
      expect(await arrive(event)).toMatchObject({ status: 'ignored', reason: 'edited without a new base or title' });
    });
  });

  describe('the settings of the base branch changed', () => {
    const pushed = (branch = 'main', path = '.github/nectr.yml') => ({
      ...pullPayload(),
      pull_request: undefined,
      ref: `refs/heads/${branch}`,
      after: head('d'),
      commits: [{ added: [], modified: [path], removed: [] }],
    });
    const push = async (payload = pushed()) => handle(await insertEvent(source, 'push', payload));
    const end = (outcome: string, where = 'true') =>
      source.query(
        `UPDATE workflow_runs SET status = 'completed', outcome = $1, outcome_reason = 'label "wip"', completed_at = now() WHERE ${where}`,
        [outcome],
      );

    it('each skipped pull request of that branch is reviewed with them, and no other', async () => {
      for (const number of [1, 2, 3, 4, 5]) await arrive({ number });
      await end('skipped');
      await source.query(`UPDATE pull_requests SET base_ref = 'next' WHERE number = 2`);
      await source.query(`UPDATE pull_requests SET state = 'closed' WHERE number = 3`);
      await source.query(`UPDATE pull_requests SET paused = true WHERE number = 4`);
      await source.query(
        `UPDATE workflow_runs SET outcome = 'reviewed' WHERE pull_request_id = (SELECT id FROM pull_requests WHERE number = 5)`,
      );
      const handled = await push();
      expect(handled).toMatchObject({
        status: 'completed',
        reason: null,
        runs: [expect.stringMatching(/^run:pr_review:.+\.1$/)],
      });
      expect(
        await source.query(
          `SELECT p.number, r.trigger_key, r.trigger_data FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id
            WHERE r.status = 'pending'`,
        ),
      ).toEqual([
        { number: 1, trigger_key: 'auto:main', trigger_data: { settings: { branch: 'main', sha: head('d') } } },
      ]);
    });

    it('a second push while they wait asks for nothing more', async () => {
      await arrive();
      await end('skipped');
      expect((await push()).runs).toHaveLength(1);
      expect(await push()).toMatchObject({ status: 'completed', runs: [] });
      expect(await runs()).toHaveLength(2);
    });

    it('asks for nothing where they did not change, or nothing was skipped', async () => {
      await arrive();
      await end('skipped');
      expect(await push(pushed('next', 'README.md'))).toMatchObject({
        status: 'ignored',
        reason: 'a push that changes neither settings nor the default branch',
      });
      expect(await push(pushed('main', 'README.md'))).toMatchObject({ status: 'completed', runs: [] });
      expect(await source.query('SELECT reason, status FROM scans')).toEqual([{ reason: 'push', status: 'pending' }]);
      expect((await push(pushed('next'))).runs).toEqual([]);
      await source.query(`UPDATE workflow_runs SET head_sha = 'other'`);
      expect((await push()).runs).toEqual([]);
    });

    it('takes twenty, those first that nobody touched for longest, and says what is left', async () => {
      for (let number = 1; number <= 23; number++)
        await arrive({ number, updatedAt: `2026-01-${String(30 - number).padStart(2, '0')}T00:00:00Z` });
      await end('skipped');
      const { runs: started, reason } = await push();
      const numbers = started.map((id) => Number(id.split('.').at(-1)));
      expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 4));
      expect(reason).toBe('3 more pull requests had been skipped: /nectr review asks for each');
    });
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

  const day = (events: PullEvent[]) =>
    events.map((event, minute) => ({ ...event, updatedAt: `2026-01-01T00:0${minute}:00Z` }));
  const opened = { action: 'opened', head: head('a') };
  const push = (letter: string) => ({ action: 'synchronize', head: head(letter), before: head('9') });
  const closed = (letter: string) => ({ action: 'closed', state: 'closed' as const, head: head(letter) });
  it.each([
    ['three pushes', day([opened, push('b'), push('c'), push('d')]), 'd', true],
    ['a close at the end', day([opened, push('b'), push('c'), closed('c')]), 'c', false],
    [
      'closed and opened again',
      day([opened, closed('a'), { action: 'reopened', head: head('a') }, push('b')]),
      'b',
      true,
    ],
    [
      'ready, then a new base',
      day([
        opened,
        { action: 'ready_for_review', head: head('a') },
        push('b'),
        { action: 'edited', head: head('b'), changes: { base: {} } },
      ]),
      'b',
      true,
    ],
  ])(
    'A3: %s, in all 24 orders: the newest head is the one that waits, or nothing does',
    async (_, events, newest, waits) => {
      for (const order of permutations(events)) {
        await source.query('DELETE FROM installations');
        await source.query('DELETE FROM events');
        await source.query('DELETE FROM dbos.workflow_status');
        for (const event of order) await arrive(event);
        const told = order.map(({ action, updatedAt }) => `${action} ${updatedAt}`);
        const pending = (await runs()).filter(({ status }) => status === 'pending');
        expect([told, pending.map((run) => run.head)]).toEqual([told, waits ? [newest] : []]);
        const engine = (await runs()).filter((run) => run.engine === 'ENQUEUED' || run.engine === 'DELAYED');
        expect([told, engine.length]).toEqual([told, waits ? 1 : 0]);
        const rows: unknown[] = await source.query('SELECT state, left(head_sha, 1) AS head FROM pull_requests');
        expect([told, rows]).toEqual([told, [{ state: waits ? 'open' : 'closed', head: newest }]]);
      }
    },
  );

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
    await handle(await insertEvent(source, 'issue_comment.created', commentPayload({ id: 55, body: '/nectr review' })));
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

describe('comments', () => {
  const created = 'issue_comment.created';
  const reviewCreated = 'pull_request_review_comment.created';

  async function workflowsOf(eventType: string, payload: unknown): Promise<string[]> {
    const { runs: started } = await handle(await insertEvent(source, eventType, payload));
    return started.map((id) => id.split(':')[1] ?? '');
  }

  it.each([
    ['/nectr review', created, { body: '/nectr review' }, ['pr_review']],
    ['/nectr review in a thread', reviewCreated, { body: '/nectr review full', inReplyTo: 9 }, ['pr_review']],
    ['/nectr help', created, { body: '/nectr help' }, ['conversation']],
    ['an unknown verb', created, { body: '/nectr approve' }, ['conversation']],
    ['a wrong argument of review', created, { body: '/nectr review --all' }, ['conversation']],
    ['a dismissal in a thread', reviewCreated, { body: '/nectr dismiss not a bug', inReplyTo: 9 }, ['conversation']],
    ['a hundred commands', created, { body: '/nectr pause\n'.repeat(100) }, ['conversation']],
    ['a reply to a finding', reviewCreated, { body: 'this is by design', inReplyTo: 8 }, ['conversation']],
    ['an ordinary comment', created, { body: 'nice' }, []],
    ['an ordinary review comment', reviewCreated, { body: 'nice' }, []],
    ['a reply to somebody else', reviewCreated, { body: 'this is by design', inReplyTo: 9 }, []],
    ['a command in a quote', created, { body: '> /nectr review' }, []],
    ['a command in a fence', created, { body: '```\n/nectr review\n```' }, []],
    ['a bot', created, { body: '/nectr review', type: 'Bot' }, []],
    ['ourselves', created, { body: '/nectr help', login: 'nectr[bot]' }, []],
    ['a bot that replies to a finding', reviewCreated, { body: 'by design', inReplyTo: 8, type: 'Bot' }, []],
    ['an edited command', 'issue_comment.edited', { body: '/nectr review' }, []],
    ['a deleted command', 'issue_comment.deleted', { body: '/nectr review' }, []],
    ['an edited review comment', 'pull_request_review_comment.edited', { body: '/nectr review' }, []],
    ['the body of a review', 'pull_request_review.submitted', { body: '/nectr review' }, []],
  ])('E15: %s', async (_, eventType, comment, expected) => {
    await arrive();
    await source.query(
      `INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
       SELECT installation_id, repository_id, id, number, 'a', 'b', 'auto:main', 'reviewed' FROM pull_requests`,
    );
    await source.query(
      `INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity,
              category, title, body, path, line, github_comment_id)
       SELECT installation_id, repository_id, pull_request_id, id, 1, 'x', 'js/eval', 'minor', 'bug', 't', 'b', 'a.js', 1, 8
         FROM reviews`,
    );
    expect(await workflowsOf(eventType, commentPayload(comment))).toEqual(expected);
  });

  it('is nothing on an issue', async () => {
    await arrive();
    const { issue, ...rest } = commentPayload({ body: '/nectr review' });
    const payload = { ...rest, issue: { ...issue, pull_request: undefined } };
    expect(await workflowsOf(created, payload)).toEqual([]);
  });

  it('a command ends no review and waits behind none; a review replaces only reviews', async () => {
    await arrive();
    for (const [id, body] of ['/nectr help', '/nectr pause'].entries()) {
      await handle(await insertEvent(source, created, commentPayload({ id, body })));
    }
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    const rows: { name: string; status: string; partition: string }[] = await source.query(
      `SELECT r.workflow_type AS name, r.status, s.queue_partition_key AS partition FROM workflow_runs r
         JOIN dbos.workflow_status s ON s.workflow_uuid = r.execution_id ORDER BY r.workflow_type, r.status`,
    );
    expect(rows).toEqual([
      { name: 'conversation', status: 'pending', partition: '30:7:conversation' },
      { name: 'conversation', status: 'pending', partition: '30:7:conversation' },
      { name: 'pr_review', status: 'cancelled', partition: expect.anything() },
      { name: 'pr_review', status: 'pending', partition: '30:7' },
    ]);
    await arrive({ action: 'closed', state: 'closed', updatedAt: '2026-01-01T00:02:00Z' });
    expect((await runs()).filter(({ status }) => status === 'pending')).toEqual([]);
  });

  it('a command does not make the next push wait as if it were a burst', async () => {
    await arrive();
    await source.query(`UPDATE workflow_runs SET queued_at = now() - interval '10 minutes'`);
    await handle(await insertEvent(source, created, commentPayload({ body: '/nectr help' })));
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    expect((await runs()).find((run) => run.head === 'c')).toMatchObject({ engine: 'ENQUEUED' });
  });

  it('a push to a paused pull request does not end the review that a person asked for', async () => {
    await arrive();
    await source.query('UPDATE pull_requests SET paused = true');
    await handle(await insertEvent(source, created, commentPayload({ body: '/nectr review' })));
    await arrive({ action: 'synchronize', head: head('c'), updatedAt: '2026-01-01T00:01:00Z' });
    const rows: unknown[] = await source.query(
      `SELECT trigger_type, status FROM workflow_runs ORDER BY trigger_type, status`,
    );
    expect(rows).toEqual([
      { trigger_type: 'auto', status: 'cancelled' },
      { trigger_type: 'auto', status: 'pending' },
      { trigger_type: 'command', status: 'pending' },
    ]);
  });
});
