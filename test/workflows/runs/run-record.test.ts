import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { handleEvent } from '../../../src/workflows/handle-event.js';
import { assertAttempt, claimRun, finishRun, readRun, RunFencedError } from '../../../src/workflows/runs/run-record.js';
import { sweepRuns } from '../../../src/workflows/runs/sweep-runs.js';
import { takeOverSilentExecutors } from '../../../src/workflows/durable/takeover.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { insertEvent, pullPayload } from '../pull-event.js';

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
  await source.query('DELETE FROM executors');
  await source.query('DELETE FROM dbos.workflow_status');
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function queuedRun(number = 7): Promise<string> {
  const id = await insertEvent(source, 'pull_request.opened', pullPayload({ number }));
  const { runs } = await handleEvent(
    { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet },
    id,
  );
  return runs[0] ?? '';
}

/** As if a worker had taken it from the queue `claimedMsAgo` ago, `attempts` times already. */
async function claimInEngine(
  executionId: string,
  executorId: string,
  attempts = 1,
  claimedMsAgo = 60_000,
): Promise<void> {
  await source.query(
    `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = $2, owner_xid = 'x', recovery_attempts = $3,
            started_at_epoch_ms = (extract(epoch FROM now()) * 1000)::bigint - $4,
            updated_at = (extract(epoch FROM now()) * 1000)::bigint - $4 WHERE workflow_uuid = $1`,
    [executionId, executorId, attempts, claimedMsAgo],
  );
}

async function heartbeat(executorId: string, secondsAgo: number): Promise<void> {
  await source.query(
    `INSERT INTO executors (executor_id, role, version, heartbeat_at) VALUES ($1, 'worker', '1', now() - make_interval(secs => $2))`,
    [executorId, secondsAgo],
  );
}

async function engineRow(executionId: string): Promise<{ status: string; attempts: number; delayed: boolean }> {
  const rows: { status: string; attempts: number; delayed: boolean }[] = await source.query(
    `SELECT status, recovery_attempts::int AS attempts, delay_until_epoch_ms IS NOT NULL AS delayed FROM dbos.workflow_status
      WHERE workflow_uuid = $1`,
    [executionId],
  );
  const [row] = rows;
  if (!row) throw new Error(`no ${executionId}`);
  return row;
}

describe("a run's record", () => {
  it('is claimed, finished once, and then neither claimed nor changed again', async () => {
    const executionId = await queuedRun();
    const run = await claimRun(source, executionId);
    expect(run).toMatchObject({
      fullName: 'acme/shop',
      pullNumber: 7,
      githubRepoId: 30,
      githubInstallationId: 90,
      triggerKey: 'auto:main',
    });
    if (run === null) return;
    await finishRun(source, run, { status: 'failed', outcome: 'failed', reason: 'no answer', result: null });
    await finishRun(source, run, { status: 'completed', outcome: 'reviewed', reason: null, result: { x: 1 } });
    const rows: unknown[] = await source.query(
      'SELECT status, outcome, outcome_reason, error_message FROM workflow_runs',
    );
    expect(rows).toEqual([
      { status: 'failed', outcome: 'failed', outcome_reason: 'no answer', error_message: 'no answer' },
    ]);
    expect(await claimRun(source, executionId)).toBeNull();
    expect(await readRun(source, executionId, ['failed'])).not.toBeNull();
  });
});

describe('takeOverSilentExecutors', () => {
  it("gives a dead worker's run back once, whoever asks, and fences the dead one (C1, C3)", async () => {
    const executionId = await queuedRun();
    const run = await claimRun(source, executionId);
    await claimInEngine(executionId, 'dead');
    await heartbeat('dead', 20);
    const taken = await Promise.all([1, 2, 3, 4].map(() => takeOverSilentExecutors(source, 15_000, quiet, 'self')));
    expect(taken.flat()).toEqual([executionId]);
    expect(await engineRow(executionId)).toMatchObject({ status: 'ENQUEUED', attempts: 1 });
    if (run === null) throw new Error('not claimed');
    await expect(assertAttempt(source, run)).rejects.toThrow(RunFencedError);
    const again = await claimRun(source, executionId);
    expect(again?.attempt).toBe(run.attempt + 1);
    await assertAttempt(source, again ?? run);
    expect(await source.query('SELECT 1 FROM executors')).toEqual([]);
  });

  it('leaves a living worker alone', async () => {
    const executionId = await queuedRun();
    await claimInEngine(executionId, 'alive');
    await heartbeat('alive', 5);
    expect(await takeOverSilentExecutors(source, 15_000, quiet, 'self')).toEqual([]);
    expect(await engineRow(executionId)).toMatchObject({ status: 'PENDING' });
  });

  it('takes over what a worker held that never wrote a heartbeat', async () => {
    const executionId = await queuedRun();
    await claimInEngine(executionId, 'unknown');
    expect(await takeOverSilentExecutors(source, 15_000, quiet, 'self')).toEqual([executionId]);
  });

  it('takes nothing over from the worker that asks, with a stale row or with none', async () => {
    const [first, second] = [await queuedRun(7), await queuedRun(8)];
    await claimInEngine(first, 'self');
    await claimInEngine(second, 'self');
    expect(await takeOverSilentExecutors(source, 15_000, quiet, 'self')).toEqual([]);
    await heartbeat('self', 60);
    expect(await takeOverSilentExecutors(source, 15_000, quiet, 'self')).toEqual([]);
    expect(await engineRow(first)).toMatchObject({ status: 'PENDING' });
  });

  it('leaves a worker alone that wakes between the look and the takeover', async () => {
    const executionId = await queuedRun();
    await claimInEngine(executionId, 'waking');
    await heartbeat('waking', 20);
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`UPDATE executors SET heartbeat_at = now() WHERE executor_id = 'waking'`);
    const taking = takeOverSilentExecutors(source, 15_000, quiet, 'self');
    await expect
      .poll(() =>
        source.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`),
      )
      .toHaveLength(1);
    await runner.commitTransaction();
    await runner.release();
    expect(await taking).toEqual([]);
    expect(await engineRow(executionId)).toMatchObject({ status: 'PENDING' });
  });

  it('counts no attempt of a review that kept a part of its work since it was claimed', async () => {
    const executionId = await queuedRun();
    await claimInEngine(executionId, 'dead', 2);
    await source.query(
      `INSERT INTO review_checkpoints (run_id, key, installation_id, value)
       SELECT id, 'chunk 1', installation_id, '{}' FROM workflow_runs WHERE execution_id = $1`,
      [executionId],
    );
    await heartbeat('dead', 20);
    await takeOverSilentExecutors(source, 15_000, quiet, 'self');
    expect(await engineRow(executionId)).toMatchObject({ status: 'ENQUEUED', attempts: 0 });
  });

  it('C6: counts attempts without progress, spreads the second one, and forgets them after a finished step', async () => {
    const [poison, innocent] = [await queuedRun(7), await queuedRun(8)];
    for (const executionId of [poison, innocent]) await claimInEngine(executionId, 'dead', 2);
    await source.query(
      `INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name, completed_at_epoch_ms)
       VALUES ($1, 0, 'review', (extract(epoch FROM now()) * 1000)::bigint)`,
      [innocent],
    );
    await heartbeat('dead', 20);
    await takeOverSilentExecutors(source, 15_000, quiet, 'self');
    expect(await engineRow(poison)).toEqual({ status: 'DELAYED', attempts: 2, delayed: true });
    expect(await engineRow(innocent)).toEqual({ status: 'ENQUEUED', attempts: 0, delayed: false });
  });
});

describe('sweepRuns', () => {
  it('C5, C6: settles a run that the engine gave up, and makes a dead handler a dead letter', async () => {
    const executionId = await queuedRun();
    await claimRun(source, executionId);
    await claimInEngine(executionId, 'dead');
    const eventId = await insertEvent(source, 'pull_request.opened', pullPayload({ number: 9 }));
    await source.query(
      `SELECT dbos.enqueue_workflow(workflow_name => 'handle_event', queue_name => 'events',
              positional_args => ARRAY[to_json($1::text)], workflow_id => 'event:' || $1)`,
      [eventId],
    );
    await source.query(
      `UPDATE dbos.workflow_status SET status = CASE WHEN workflow_uuid = $1 THEN 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' ELSE 'ERROR' END,
              updated_at = updated_at - 60000 WHERE workflow_uuid IN ($1, $2)`,
      [executionId, `event:${eventId}`],
    );
    expect((await sweepRuns(source, quiet)).toSorted()).toEqual([executionId, eventId].toSorted());
    expect(await source.query('SELECT status, outcome, outcome_reason FROM workflow_runs')).toEqual([
      { status: 'failed', outcome: 'failed', outcome_reason: 'the worker died three times at this run' },
    ]);
    expect(await source.query(`SELECT status FROM events WHERE id = $1`, [eventId])).toEqual([{ status: 'failed' }]);
    expect(await engineRow(`settle:${executionId}`)).toMatchObject({ status: 'ENQUEUED' });
    expect(await sweepRuns(source, quiet)).toEqual([]);
  });
});
