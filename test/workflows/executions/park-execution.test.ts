import { afterAll, beforeAll, expect, it } from 'vitest';
import { endRuns } from '../../../src/workflows/events/end-runs.js';
import { cancelExecution } from '../../../src/workflows/executions/cancel-execution.js';
import { decideApproval, openApproval } from '../../../src/workflows/executions/decide-approval.js';
import { approvalOf, reviewOf } from '../../../src/workflows/executions/execution-record.js';
import { parkExecution } from '../../../src/workflows/executions/park-execution.js';
import { StepRows } from '../../../src/workflows/executions/step-rows.js';
import { wakeExecutions } from '../../../src/workflows/executions/wake-executions.js';
import { addRun } from '../../api/ledger-rows.js';
import { buildExecutionRig, type ExecutionRig, type Workflow } from './execution-rig.js';

let rig: ExecutionRig;
let workflow: Workflow;
let pull: string;
const quiet = { warn: () => undefined };
/** Some 1.5 s. */
const WORKED = expect.toSatisfy((ms: number) => ms >= 1500 && ms < 10_000);
const LATER = new Date(Date.now() + 3_600_000);

beforeAll(async () => {
  rig = await buildExecutionRig();
  workflow = await rig.define({ concurrency: 'none', config: { max_concurrent_executions: 50 } });
  pull = await rig.addPull(1);
});
afterAll(() => rig.close());

async function claimed() {
  const id = await rig.start(workflow, { pull: { id: pull, headSha: 'b'.repeat(40) } });
  const run = await rig.claim(id);
  const { engineId } = await rig.row(id);
  // It has worked for a while.
  await rig.source.query(`UPDATE workflow_runs SET began_at = now() - interval '1500 ms' WHERE id = $1`, [id]);
  const rows = new StepRows(rig.source, run, [], quiet);
  rows.set({ name: 'wait', type: 'delay', position: 0 }, { status: 'waiting', said: 'waits' });
  const park = (waits: string) => parkExecution(rig.source, run, engineId!, { for: waits, until: LATER }, rows);
  return { id, run, engineId: engineId!, park };
}

async function ask(runId: string): Promise<void> {
  await rig.source.query(
    `INSERT INTO approvals (installation_id, run_id, position, wanted, expires_at) VALUES ($1, $2, 0, '["dora"]', now() + interval '1 h')`,
    [rig.acme.id, runId],
  );
}
const grant = (runId: string) =>
  rig.source.transaction(async (manager) =>
    decideApproval(manager, (await openApproval(manager, runId))!, { decision: 'granted', by: 'dora', note: null }),
  );

it('waits for what has not happened, gives its place back, and keeps the time it has worked', async () => {
  const { id, park } = await claimed();
  await ask(id);
  expect(await park(approvalOf(id, 0))).toEqual({ kind: 'parked' });
  expect(await rig.source.query('SELECT status, said FROM execution_steps WHERE run_id = $1', [id])).toEqual([
    { status: 'waiting', said: 'waits' },
  ]);
  expect(await rig.row(id)).toMatchObject({ status: 'running', engineId: null, due: false, part: 1, workedMs: WORKED });
  await grant(id);
  expect(await rig.row(id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
  await rig.claim(id);
  const next = await rig.row(id);
  expect(await rig.engineStatus(next.engineId!)).toBe('PENDING');
});

it('goes on at once where the approval was decided before it was parked', async () => {
  const { id, park } = await claimed();
  await ask(id);
  await grant(id);
  expect(await park(approvalOf(id, 0))).toEqual({ kind: 'parked' });
  expect(await rig.row(id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
});

it('goes on at once where the review has ended before it was parked, and when it ends or is replaced later', async () => {
  const review = await addRun(rig.source, rig.owner, { pull_request_id: pull });
  const early = await claimed();
  expect(await early.park(reviewOf(pull))).toEqual({ kind: 'parked' });
  expect(await rig.row(early.id)).toMatchObject({ engineId: null, due: false });
  await rig.source.transaction((manager) => endRuns(manager, pull, 'closed'));
  expect(await rig.row(early.id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
  const late = await claimed();
  expect(await late.park(reviewOf(pull))).toEqual({ kind: 'parked' });
  expect(await rig.row(late.id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
  await rig.source.query('DELETE FROM workflow_runs WHERE id = $1', [review]);
});

it('does not wait where it was cancelled in the last moment', async () => {
  const { id, park } = await claimed();
  const cancelled = await rig.source.transaction((manager) => cancelExecution(manager, id, 'cancelled by dora'));
  expect(cancelled).toBe('asked');
  expect(await park('1h to pass')).toEqual({ kind: 'stopped', reason: 'cancelled by dora' });
  expect(await rig.row(id)).toMatchObject({ engineId: expect.any(String), part: 0 });
});

it('is parked once, however often the same part asks, also when the next part is at work', async () => {
  const { id, park } = await claimed();
  expect(await park('1h to pass')).toEqual({ kind: 'parked' });
  expect(await park('1h to pass')).toEqual({ kind: 'parked' });
  expect(await rig.row(id)).toMatchObject({ engineId: null, part: 1, workedMs: WORKED });
  await rig.source.transaction((manager) => wakeExecutions(manager, ['1h to pass'], rig.acme.id));
  const { engineId } = await rig.row(id);
  expect(engineId).toMatch(/#1$/);
  expect(await park('1h to pass')).toEqual({ kind: 'parked' });
  expect(await rig.row(id)).toMatchObject({ engineId, part: 1 });
});

it('is not parked by a worker that another one took over from', async () => {
  const { id, engineId, park } = await claimed();
  await rig.source.query('UPDATE workflow_runs SET attempt = attempt + 1 WHERE id = $1', [id]);
  expect(await park('1h to pass')).toEqual({ kind: 'fenced' });
  expect(await rig.row(id)).toMatchObject({ engineId, part: 0 });
});

it('a decision and a park of the same moment never pass each other', async () => {
  for (let nth = 0; nth < 10; nth++) {
    const { id, park } = await claimed();
    await ask(id);
    await Promise.all([park(approvalOf(id, 0)), grant(id)]);
    expect(await rig.row(id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
  }
});
