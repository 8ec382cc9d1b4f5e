import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataSource } from 'typeorm';
import { command } from '../../src/commands/events.js';
import { createDataSource } from '../../src/database/data-source.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import { sweepRuns } from '../../src/workflows/runs/sweep-runs.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { insertEvent, pullPayload } from '../workflows/pull-event.js';

let database: TestDatabase;
let source: DataSource;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query('DELETE FROM dbos.workflow_status');
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** What the command prints, of both streams; the code it would end with. */
async function nectrEvents(...args: string[]): Promise<{ text: string; code: number }> {
  let text = '';
  const take = (chunk: unknown): boolean => ((text += String(chunk)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  await command.run(args, { DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(40) });
  vi.restoreAllMocks();
  return { text, code: Number(process.exitCode ?? 0) };
}

const handle = (eventId: string) =>
  handleEvent(
    { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet },
    eventId,
  );

/** An event whose run has failed. */
async function failedRun(number = 7): Promise<{ eventId: string; executionId: string }> {
  const eventId = await insertEvent(source, 'pull_request.opened', pullPayload({ number }));
  const { runs } = await handle(eventId);
  const executionId = runs[0] ?? '';
  await fail(executionId);
  return { eventId, executionId };
}

async function fail(executionId: string): Promise<void> {
  await source.query(
    `UPDATE workflow_runs SET status = 'failed', outcome = 'failed', outcome_reason = 'no answer', completed_at = now() WHERE execution_id = $1`,
    [executionId],
  );
  await source.query(`UPDATE dbos.workflow_status SET status = 'SUCCESS' WHERE workflow_uuid = $1`, [executionId]);
}

/** An event that its handler gave up, as the sweep leaves it. */
async function failedEvent(number = 9): Promise<string> {
  const eventId = await insertEvent(source, 'pull_request.opened', pullPayload({ number }));
  await source.query(
    `SELECT dbos.enqueue_workflow(workflow_name => 'handle_event', queue_name => 'events',
            positional_args => ARRAY[to_json($1::text)], workflow_id => 'event:' || $1)`,
    [eventId],
  );
  await source.query(`UPDATE dbos.workflow_status SET status = 'ERROR' WHERE workflow_uuid = 'event:' || $1::text`, [
    eventId,
  ]);
  await sweepRuns(source, quiet);
  return eventId;
}

async function engineOf(id: string): Promise<{ status: string; key: string | null }[]> {
  return source.query(
    'SELECT status, queue_partition_key AS key FROM dbos.workflow_status WHERE workflow_uuid = $1 ORDER BY 1',
    [id],
  );
}

describe('nectr events redrive', () => {
  it('gives a failed run a new one behind the same pull request, once', async () => {
    const { eventId, executionId } = await failedRun();
    expect((await nectrEvents('redrive', eventId)).text).toBe(`${eventId} queued as ${executionId}:1\n`);
    expect(await engineOf(`${executionId}:1`)).toEqual([{ status: 'ENQUEUED', key: '30:7' }]);
    const rows: unknown[] = await source.query(
      `SELECT r.status, r.retry_count, p.execution_id AS parent FROM workflow_runs r JOIN workflow_runs p ON p.id = r.parent_execution_id`,
    );
    expect(rows).toEqual([{ status: 'pending', retry_count: 1, parent: executionId }]);
    const again = await nectrEvents('redrive', eventId);
    expect(again.text).toContain('not redriven: neither the event nor a run of it has failed');
    expect(await source.query('SELECT 1 FROM workflow_runs')).toHaveLength(2);
  });

  it('goes on from the last try', async () => {
    const { eventId, executionId } = await failedRun();
    await nectrEvents('redrive', eventId);
    await fail(`${executionId}:1`);
    expect((await nectrEvents('redrive', eventId)).text).toContain(`queued as ${executionId}:2`);
    expect(await engineOf(`${executionId}:2`)).toMatchObject([{ status: 'ENQUEUED' }]);
  });

  it('gives each failed run of one event a new one', async () => {
    await source.query(
      `WITH w AS (INSERT INTO workflows (name, status, origin) VALUES ('second', 'active', 'builtin') RETURNING id)
       INSERT INTO workflow_triggers (workflow_id, trigger_type, conditions)
       SELECT id, 'event', '{"events":["pull_request.opened"]}' FROM w`,
    );
    const { eventId } = await failedRun();
    await source.query(`UPDATE workflow_runs SET status = 'failed', completed_at = now()`);
    expect((await nectrEvents('redrive', eventId)).text.match(/queued as run:(pr_review|second):/g)).toHaveLength(2);
    await source.query(`DELETE FROM workflows WHERE name = 'second'`);
  });

  it.each([
    ['closed', `UPDATE pull_requests SET state = 'closed'`],
    ['head moved', `UPDATE pull_requests SET head_sha = repeat('c', 40)`],
    ['suspended', 'UPDATE installations SET suspended_at = now()'],
    ['uninstalled', 'UPDATE installations SET deleted_at = now()'],
    ['repository removed', 'UPDATE repositories SET is_active = false'],
    ['disconnected', `UPDATE repositories SET is_active = false, disconnected_at = now(), disconnected_by = 'dora'`],
  ])('answers "%s" and starts nothing', async (reason, change) => {
    const { eventId } = await failedRun();
    await source.query(change);
    expect((await nectrEvents('redrive', eventId)).text).toBe(`${eventId} not redriven: ${reason}\n`);
    expect(await source.query('SELECT 1 FROM workflow_runs')).toHaveLength(1);
  });

  it('gives a failed event another try that the sweep does not take for the first one', async () => {
    const eventId = await failedEvent();
    const { text } = await nectrEvents('redrive', eventId);
    const id = /queued as (\S+)/.exec(text)?.[1] ?? '';
    expect(await engineOf(id)).toEqual([{ status: 'ENQUEUED', key: null }]);
    expect(await sweepRuns(source, quiet)).toEqual([]);
    expect(await handle(eventId)).toMatchObject({ status: 'completed', runs: [expect.any(String)] });
  });

  it('is a dead letter again when that try fails too', async () => {
    const eventId = await failedEvent();
    const id = /queued as (\S+)/.exec((await nectrEvents('redrive', eventId)).text)?.[1] ?? '';
    await source.query(`UPDATE dbos.workflow_status SET status = 'ERROR' WHERE workflow_uuid = $1`, [id]);
    expect(await sweepRuns(source, quiet)).toEqual([eventId]);
    expect((await nectrEvents('redrive', eventId)).text).toContain('queued as');
  });

  it.each(['00000000-0000-4000-8000-000000000000', 'no-uuid', "'; DROP TABLE events"])(
    'says of an event that is gone (%s) that there is none',
    async (id) => {
      expect((await nectrEvents('redrive', id)).text).toBe(`${id} not redriven: no such event\n`);
    },
  );

  it('refuses an event whose payload could not be stored', async () => {
    const eventId = await insertEvent(source, 'push', {});
    await source.query(`UPDATE events SET status = 'failed'`);
    expect((await nectrEvents('redrive', eventId)).text).toContain('its payload could not be stored');
  });

  it('--failed takes all dead letters, each with its answer, and none twice', async () => {
    const moved = await failedRun(7);
    await source.query(`UPDATE pull_requests SET head_sha = repeat('c', 40)`);
    const [good, event] = [await failedRun(8), await failedEvent(9)];
    const fine = await insertEvent(source, 'pull_request.opened', pullPayload({ number: 10 }));
    await handle(fine);
    const lines = (await nectrEvents('redrive', '--failed')).text.trim().split('\n').toSorted();
    expect(lines).toEqual(
      [
        `${moved.eventId} not redriven: head moved`,
        `${good.eventId} queued as ${good.executionId}:1`,
        `${event} queued as event:${event}:2`,
      ].toSorted(),
    );
    expect((await nectrEvents('redrive', '--failed')).text).toBe(`${moved.eventId} not redriven: head moved\n`);
  });

  it('--failed is not cut at the hundred that a list shows', async () => {
    await source.query(
      `INSERT INTO events (source, event_type, delivery_id, payload, status)
       SELECT 'github', 'push', n::text, '{"n":1}', 'failed' FROM generate_series(1, 120) n`,
    );
    expect((await nectrEvents('redrive', '--failed')).text.match(/queued as/g)).toHaveLength(120);
  });
});

describe('nectr events', () => {
  const idsOf = (text: string) => (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
  const listed = (...args: string[]) => nectrEvents('list', '--json', ...args);

  it('list filters by status, repository and age', async () => {
    const { eventId, executionId } = await failedRun();
    const other = await insertEvent(source, 'push', {});
    const old = await insertEvent(source, 'push', {});
    await source.query(`UPDATE events SET created_at = now() - interval '2 days' WHERE id = $1`, [old]);
    expect(idsOf((await listed()).text).toSorted()).toEqual([eventId, other, old].toSorted());
    expect(idsOf((await listed('--since', '24h')).text).toSorted()).toEqual([eventId, other].toSorted());
    expect(idsOf((await listed('--repo', 'acme/shop')).text)).toEqual([eventId]);
    expect(idsOf((await listed('--repo', 'acme/none')).text)).toEqual([]);
    const failed = await listed('--status', 'failed');
    expect(JSON.parse(failed.text)).toMatchObject([
      {
        id: eventId,
        status: 'completed',
        repository: 'acme/shop',
        runs: [{ executionId, status: 'failed', outcome: 'failed', reason: 'no answer' }],
      },
    ]);
  });

  it('list is a table for people', async () => {
    expect(await nectrEvents('list')).toEqual({ text: 'No events.\n', code: 0 });
    const { eventId } = await failedRun();
    const push = await insertEvent(source, 'push', {});
    await source.query(
      `UPDATE events SET created_at = timestamptz '2026-03-01 09:05:59Z', status = 'failed',
                               error_message = $2 WHERE id = $1`,
      [push, `broke\u001b[2J\n${'x'.repeat(90)}`],
    );
    const [head = '', first = '', second = '', ...rest] = (await nectrEvents()).text.split('\n');
    expect(head).toMatch(/^time \(UTC\) +status +event +repository +id +runs, or why it failed$/);
    expect(first.slice(head.indexOf('status'))).toBe(
      `completed  pull_request.opened  acme/shop   ${eventId}  failed: no answer`,
    );
    expect(second).toMatch(/^2026-03-01 09:05  failed     push +[0-9a-f-]{36}  broke.*…$/);
    expect(second).not.toContain('\u001b');
    expect(rest).toEqual(['']);
  });

  it('says that the database is older than this version, instead of what PostgreSQL says', async () => {
    const [last] = await source.query<{ id: number; timestamp: string; name: string }[]>(
      'SELECT id, timestamp, name FROM schema_migrations ORDER BY id DESC LIMIT 1',
    );
    await source.query('DELETE FROM schema_migrations WHERE id = $1', [last?.id]);
    try {
      expect(await nectrEvents('list')).toEqual({
        text: 'The database is older than this version (1 migration missing): run `nectr migrate`, or start the server, which does it too.\n',
        code: 1,
      });
    } finally {
      await source.query('INSERT INTO schema_migrations (id, timestamp, name) VALUES ($1, $2, $3)', [
        last?.id,
        last?.timestamp,
        last?.name,
      ]);
    }
    process.exitCode = undefined;
    expect((await nectrEvents('list')).code).toBe(0);
  });

  it('show gives one event with its payload, or says that there is none', async () => {
    const { eventId } = await failedRun();
    const { text } = await nectrEvents('show', eventId);
    expect(JSON.parse(text)).toMatchObject({ id: eventId, payload: { number: 7 }, runs: [{ status: 'failed' }] });
    expect(await nectrEvents('show', 'gone')).toEqual({ text: 'There is no event gone.\n', code: 2 });
  });

  it('status tells how long the queues are', async () => {
    const eventId = await insertEvent(source, 'pull_request.opened', pullPayload());
    await handle(eventId);
    await source.query('UPDATE dbos.workflow_status SET created_at = created_at - 90000');
    const { text } = await nectrEvents('status', '--json');
    const { queues } = JSON.parse(text) as { queues: { queue: string; oldestSeconds: number }[] };
    const [runs, ...rest] = queues;
    expect(runs).toMatchObject({ queue: 'runs', waiting: 1, running: 0 });
    expect(runs?.oldestSeconds).toBeGreaterThan(89);
    expect(rest).toEqual([]);
    const people = (await nectrEvents('status')).text;
    expect(people).toMatch(/^queue +waiting +running +oldest waits\nruns +1 +0 +(?:89|9\d) s\n/);
    await source.query('DELETE FROM dbos.workflow_status');
    expect((await nectrEvents('status')).text).toBe('Nothing waits or runs in the queues.\n');
  });

  it('status tells below them what became of the hits of each rule', async () => {
    const eventId = await insertEvent(source, 'pull_request.opened', pullPayload());
    await handle(eventId);
    await source.query(
      `INSERT INTO lead_judgements (pull_request_id, fingerprint, installation_id, repository_id, rule, verdict)
       SELECT id, verdict, installation_id, repository_id, 'js/eval', verdict FROM pull_requests, (VALUES ('stands'), ('wrong')) v(verdict)`,
    );
    const { text } = await nectrEvents('status');
    expect(text).toMatch(/^queue .*\nruns .*\n\nrule /);
    expect(text.split('\n').slice(-3)).toEqual([
      'rule     posted  fixed  dismissed  ignored  stands  wrong  unsure',
      'js/eval       0      0          0        0       1      1       0',
      '',
    ]);
    expect((await nectrEvents('status', '--repo', 'nobody/nothing')).text).not.toContain('js/eval');
  });

  it.each([
    [['redrive'], 'redrive takes one id, or --failed'],
    [['redrive', 'a', '--failed'], 'redrive takes one id, or --failed'],
    [['redrive', '--all'], 'unknown option --all'],
    [['show'], 'show takes the id of an event'],
    [['status', 'a'], 'status takes no id'],
    [['frobnicate'], 'events takes list, show, redrive, status, not "frobnicate"'],
    [['list', '--status', 'done'], '--status takes pending, processing, completed, failed, ignored, not "done"'],
    [['list', '--since', 'yesterday'], '--since takes 90m, 24h or 3d, not "yesterday"'],
  ])('%j is answered with what is wrong', async (args, problem) => {
    expect(await nectrEvents(...args)).toEqual({
      text: `nectr events: ${problem}; see \`nectr events --help\`\n`,
      code: 2,
    });
  });
});
