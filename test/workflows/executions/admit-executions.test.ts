import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  admitDueExecutions,
  admitExecutions,
  AT_WORK_OF_ONE,
} from '../../../src/workflows/executions/admit-executions.js';
import { cancelExecution } from '../../../src/workflows/executions/cancel-execution.js';
import { finishExecutions } from '../../../src/workflows/executions/execution-record.js';
import { parkExecution } from '../../../src/workflows/executions/park-execution.js';
import { addTenant } from '../../api/api-rig.js';
import { buildExecutionRig, type ExecutionRig } from './execution-rig.js';

const noRows = { writeIn: async () => undefined };
let rig: ExecutionRig;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  rig = await buildExecutionRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.source.query('DELETE FROM workflow_runs'));

const atWork = async (installationId = rig.acme.id): Promise<string[]> =>
  (
    await rig.source.query(
      `SELECT execution_id AS id FROM workflow_runs WHERE installation_id = $1 AND engine_id IS NOT NULL
          AND status IN ('pending', 'running') ORDER BY queued_at, id`,
      [installationId],
    )
  ).map(({ id }: { id: string }) => id);
const admit = () => rig.source.transaction((manager) => admitExecutions(manager, rig.acme.id));

it('lets in the oldest, as many as the workflow says, and the next one when one ends', async () => {
  const workflow = await rig.define({ concurrency: 'none', config: { max_concurrent_executions: 2 } });
  const ids: string[] = [];
  for (let nth = 0; nth < 4; nth++) ids.push(await rig.start(workflow, { executionId: `run:order ${nth}` }));
  expect(await atWork()).toEqual(['run:order 0', 'run:order 1']);
  expect(await admit()).toBe(0);
  const run = await rig.claim(ids[1]!);
  await rig.source.transaction(async (manager) => {
    const ended = await finishExecutions(manager, [{ ...run, status: 'completed', reason: null, fired: true }]);
    expect(ended.has(run.id)).toBe(true);
    await admitExecutions(manager, rig.acme.id);
  });
  expect(await atWork()).toEqual(['run:order 0', 'run:order 2']);
  await rig.source.transaction((manager) => cancelExecution(manager, ids[0]!, 'no'));
  expect(await atWork()).toEqual(['run:order 2', 'run:order 3']);
});

it('of one installation no more are at work than leave others their place, the oldest of all its workflows first', async () => {
  const many = { concurrency: 'none', config: { max_concurrent_executions: 20 } };
  const [first, second] = [await rig.define(many), await rig.define(many)];
  for (let nth = 0; nth < 20; nth++) {
    await rig.start(first, { executionId: `run:first ${nth}` });
    await rig.start(second, { executionId: `run:second ${nth}` });
  }
  const names = await atWork();
  expect(names).toHaveLength(AT_WORK_OF_ONE);
  expect(names.filter((name) => name.startsWith('run:first'))).toHaveLength(AT_WORK_OF_ONE / 2);
  const other = await addTenant(rig.source, { account: 'other', repositories: ['app'] });
  const [{ id }] = await rig.source.query(`SELECT id FROM workflows WHERE name = 'size_label'`);
  const builtIn = { id, name: 'size_label', version: 1, concurrency: 'none' as const };
  const theirs = { installationId: other.id, repositoryId: other.repositoryIds[0]! };
  await rig.start(builtIn, { executionId: 'run:other', ...theirs });
  expect(await atWork(other.id)).toEqual(['run:other']);
});

it('runs of one key follow each other, and one that waits holds up nobody', async () => {
  const workflow = await rig.define({ concurrency: 'repository' });
  const [one, two] = [await rig.start(workflow), await rig.start(workflow)];
  expect(await atWork()).toHaveLength(1);
  const run = await rig.claim(one);
  const { engineId } = await rig.row(one);
  const until = new Date(Date.now() + 3_600_000);
  await parkExecution(rig.source, run, engineId!, { for: '1h to pass', until }, noRows);
  expect(await rig.row(two)).toMatchObject({ engineId: expect.any(String) });
});

it('the clock lets in whose time has come, and a workflow that cannot be read holds up no other', async () => {
  const unreadable = await rig.define({});
  await rig.source.query(
    `UPDATE workflows SET definition = '{"config":{"max_concurrent_executions":"many"}}' WHERE id = $1`,
    [unreadable.id],
  );
  const workflow = await rig.define({ concurrency: 'none' });
  const id = await rig.start(workflow);
  const run = await rig.claim(id);
  const { engineId } = await rig.row(id);
  const until = new Date(Date.now() + 300);
  await parkExecution(rig.source, run, engineId!, { for: '0.3 s to pass', until }, noRows);
  expect(await admitDueExecutions(rig.source, log)).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(await admitDueExecutions(rig.source, log)).toBe(1);
  expect(await rig.row(id)).toMatchObject({ engineId: expect.stringMatching(/#1$/) });
});

it('cancels at once what waits for a worker, also in a later part, and asks what a worker has', async () => {
  const workflow = await rig.define({ concurrency: 'none' });
  const cancel = (id: string) => rig.source.transaction((manager) => cancelExecution(manager, id, 'no'));
  const queued = await rig.start(workflow);
  const run = await rig.claim(queued);
  const { engineId } = await rig.row(queued);
  await rig.source.query(
    `INSERT INTO execution_steps (run_id, position, installation_id, name, type, status) VALUES ($1, 0, $2, 'delay', 'delay', 'waiting')`,
    [queued, rig.acme.id],
  );
  await parkExecution(rig.source, run, engineId!, { for: 'x', until: new Date() }, noRows);
  const next = await rig.row(queued);
  expect(next).toMatchObject({ status: 'running', engineId: expect.stringMatching(/#1$/) });
  expect(await cancel(queued)).toBe('cancelled');
  expect(await rig.engineStatus(next.engineId!)).toBe('CANCELLED');
  const [step] = await rig.source.query('SELECT status, error_message AS why FROM execution_steps WHERE run_id = $1', [
    queued,
  ]);
  expect(step).toEqual({ status: 'cancelled', why: 'no' });
  const taken = await rig.start(workflow);
  await rig.claim(taken);
  expect(await cancel(taken)).toBe('asked');
  expect(await cancel(queued)).toBe('over');
});

it('ends that come at the same time wait for each other, and none is lost', async () => {
  const workflow = await rig.define({ concurrency: 'none', config: { max_concurrent_executions: 3 } });
  const ids: string[] = [];
  for (let nth = 0; nth < 9; nth++) ids.push(await rig.start(workflow));
  const cancels = ids.map((id) => rig.source.transaction((manager) => cancelExecution(manager, id, 'no')));
  const [answers] = await Promise.all([Promise.all(cancels), ...Array.from({ length: 5 }, admit)]);
  expect(answers).toEqual(Array(9).fill('cancelled'));
  expect(await atWork()).toEqual([]);
});
