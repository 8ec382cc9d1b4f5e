import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { endRunsOfRepositories } from '../../../src/workflows/events/end-runs.js';
import { claimExecution, finishExecutions } from '../../../src/workflows/executions/execution-record.js';
import { createOnce } from '../../../src/workflows/executions/once.js';
import { retryExecution } from '../../../src/workflows/executions/retry-execution.js';
import { sweepRuns } from '../../../src/workflows/runs/sweep-runs.js';
import { ServiceRefusedError } from '../../../src/integrations/services/service-error.js';
import { addRun } from '../../api/ledger-rows.js';
import { buildExecutionRig, type ExecutionRig } from './execution-rig.js';

let rig: ExecutionRig;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  rig = await buildExecutionRig();
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.source.query('DELETE FROM workflow_runs');
  await rig.source.query('DELETE FROM workflows WHERE installation_id IS NOT NULL');
});

const ports = () => ({ source: rig.source, reached: () => undefined });
const stepsOf = (id: string) =>
  rig.source.query(
    'SELECT position, status, error_message AS why FROM execution_steps WHERE run_id = $1 ORDER BY position',
    [id],
  );
async function addStep(id: string, position: number, status: string): Promise<void> {
  await rig.source.query(
    `INSERT INTO execution_steps (run_id, position, installation_id, name, type, status) VALUES ($1, $2, $3, $4, 'delay', $5)`,
    [id, position, rig.acme.id, `step ${position}`, status],
  );
}
const fail = async (id: string) => {
  const run = await rig.claim(id);
  await rig.source.transaction((manager) =>
    finishExecutions(manager, [{ ...run, status: 'failed', reason: 'it broke', fired: true }]),
  );
  return run;
};
const retry = (id: string) => rig.source.transaction((manager) => retryExecution(manager, id, 'dora'));

it('an ended run is given to its own part again, so that who wants to hear of the end does; a cancelled one is not', async () => {
  const workflow = await rig.define({});
  const id = await rig.start(workflow);
  await addStep(id, 0, 'running');
  await fail(id);
  const { engineId } = await rig.row(id);
  expect(await stepsOf(id)).toEqual([{ position: 0, status: 'failed', why: 'it broke' }]);
  expect(await claimExecution(rig.source, engineId!)).toMatchObject({
    run: { id, endReason: 'it broke' },
    part: { end: { status: 'failed', reason: 'it broke', fired: true } },
  });
  await rig.source.query(`UPDATE workflow_runs SET status = 'cancelled' WHERE id = $1`, [id]);
  expect(await claimExecution(rig.source, engineId!)).toBeNull();
});

it('a run that the engine gave up fails with its steps, the next one comes in, and somebody tells of it', async () => {
  const workflow = await rig.define({ concurrency: 'none', config: { max_concurrent_executions: 1 } });
  const [dead, next] = [await rig.start(workflow, { executionId: 'run:dead' }), await rig.start(workflow)];
  await rig.claim(dead);
  await addStep(dead, 0, 'completed');
  await addStep(dead, 1, 'running');
  await rig.source.query(
    `UPDATE dbos.workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', updated_at = updated_at - 60000 WHERE workflow_uuid = 'run:dead'`,
  );
  expect(await sweepRuns(rig.source, quiet)).toEqual(['run:dead']);
  const reason = 'the worker died three times at this run';
  expect(await rig.row(dead)).toMatchObject({ status: 'failed', reason, engineId: 'run:dead#end' });
  expect(await stepsOf(dead)).toMatchObject([{ status: 'completed' }, { status: 'failed', why: reason }]);
  expect(await rig.row(next)).toMatchObject({ engineId: expect.any(String) });
  const [told] = await rig.source.query(
    `SELECT name, queue_name AS queue, status FROM dbos.workflow_status WHERE workflow_uuid = 'run:dead#end'`,
  );
  expect(told).toEqual({ name: 'tell_end', queue: 'executions', status: 'ENQUEUED' });
  expect(await sweepRuns(rig.source, quiet)).toEqual([]);
});

it('a review that the engine gave up wakes who waits for it', async () => {
  const workflow = await rig.define({});
  const pull = await rig.addPull(1);
  const review = await addRun(rig.source, rig.owner, { pull_request_id: pull, status: 'running' });
  const id = await rig.start(workflow, { pull: { id: pull, headSha: 'a'.repeat(40) } });
  await rig.source.query(
    `UPDATE workflow_runs SET status = 'running', engine_id = NULL, part = 1, waiting_for = 'review:' || $2, resume_at = now() + interval '1 h'
      WHERE id = $1`,
    [id, pull],
  );
  await rig.source.query(
    `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, created_at, updated_at) SELECT execution_id, 'ERROR', 'run_workflow', 0, 0 FROM workflow_runs WHERE id = $1`,
    [review],
  );
  expect(await sweepRuns(rig.source, quiet)).toHaveLength(1);
  expect(await rig.row(id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
});

it('a retry goes on with what was done and may have been done, also over a try that never began', async () => {
  const workflow = await rig.define({});
  const id = await rig.start(workflow, { executionId: 'run:first' });
  const run = await rig.claim(id);
  await addStep(id, 0, 'completed');
  await addStep(id, 1, 'running');
  const once = createOnce(ports(), run, 1);
  await once('done', { work: async () => 'yes' });
  await expect(once('lost', { work: () => Promise.reject(new Error('gone')) })).rejects.toThrow('gone');
  await rig.source.transaction((manager) =>
    finishExecutions(manager, [{ ...run, status: 'failed', reason: 'it broke', fired: true }]),
  );
  const second = await retry(id);
  expect(second).toMatchObject({ kind: 'started', executionId: 'run:first:retry.1' });
  const secondId = (second as { id: string }).id;
  await rig.source.query(
    `UPDATE workflow_runs SET status = 'cancelled', completed_at = now(), engine_id = NULL WHERE id = $1`,
    [secondId],
  );
  const third = (await retry(secondId)) as { id: string };
  expect(await stepsOf(third.id)).toMatchObject([{ position: 0, status: 'completed' }]);
  const again = createOnce(ports(), await rig.claim(third.id), 1);
  const never = { work: () => Promise.reject(new Error('a second time')) };
  expect(await again('done', never)).toEqual({ kind: 'done', value: 'yes' });
  expect(await again('lost', never)).toEqual({ kind: 'unknown' });
});

it('refuses to try again what cannot run any more', async () => {
  const workflow = await rig.define({});
  const id = await rig.start(workflow);
  await fail(id);
  const change = (set: string) => rig.source.query(`UPDATE workflows SET ${set} WHERE id = $1`, [workflow.id]);
  await change(`status = 'archived'`);
  expect(await retry(id)).toEqual({ kind: 'refused', reason: 'Its workflow is archived.' });
  await change(`status = 'active', errors = '["no"]'`);
  expect(await retry(id)).toEqual({ kind: 'refused', reason: 'The file of its workflow cannot be used.' });
  await change(`errors = NULL`);
  await rig.source.query(`UPDATE workflow_versions SET definition = '{}' WHERE workflow_id = $1`, [workflow.id]);
  expect(await retry(id)).toEqual({ kind: 'refused', reason: 'Its definition cannot be read by this version.' });
});

it('a worker that was frozen takes nothing out of the book of the one that came after it', async () => {
  const workflow = await rig.define({});
  const id = await rig.start(workflow);
  const run = await rig.claim(id);
  const done = { work: async () => 'by the next one' };
  const refused = new ServiceRefusedError('invalid', 'no');
  const frozen = createOnce(
    ports(),
    run,
    0,
  )('key', {
    work: async () => {
      await rig.source.query('UPDATE workflow_runs SET attempt = attempt + 1 WHERE id = $1', [id]);
      const next = createOnce(ports(), { ...run, attempt: run.attempt + 1 }, 0);
      expect(await next('key', { ...done, isIdempotent: true })).toMatchObject({ kind: 'done' });
      throw refused;
    },
  });
  await expect(frozen).rejects.toBe(refused);
  expect(await rig.source.query('SELECT state, result FROM effects WHERE run_id = $1', [id])).toEqual([
    { state: 'done', result: 'by the next one' },
  ]);
});

it('an installation that is gone ends what is about no repository, too, and a part that begins hears of it', async () => {
  const workflow = await rig.define({});
  const id = await rig.start(workflow, { repositoryId: null });
  await rig.claim(id);
  const { engineId } = await rig.row(id);
  const unwanted = async () => (await claimExecution(rig.source, engineId!))?.part.unwanted;
  expect(await unwanted()).toBeNull();
  await rig.source.query('UPDATE installations SET is_active = false WHERE id = $1', [rig.acme.id]);
  expect(await unwanted()).toBe('the App is not installed any more, or suspended');
  await rig.source.query('UPDATE workflow_runs SET engine_id = NULL WHERE id = $1', [id]);
  const end = () =>
    rig.source.transaction((manager) => endRunsOfRepositories(manager, rig.acme.repositoryIds, 'uninstalled'));
  expect(await end()).toBe(1);
  expect(await rig.row(id)).toMatchObject({ status: 'cancelled', reason: 'uninstalled' });
  await rig.source.query('UPDATE installations SET is_active = true WHERE id = $1', [rig.acme.id]);
});
