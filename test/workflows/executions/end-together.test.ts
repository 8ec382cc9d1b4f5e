import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { endTogether } from '../../../src/workflows/executions/end-together.js';
import type { Ending, ExecutionRecord } from '../../../src/workflows/executions/execution-record.js';
import { buildExecutionRig, type ExecutionRig, type Workflow } from './execution-rig.js';

let rig: ExecutionRig;

beforeAll(async () => {
  rig = await buildExecutionRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.source.query('DELETE FROM workflow_runs'));

type Run = Pick<ExecutionRecord, 'id' | 'attempt' | 'workflowId'>;
const end = ({ id, attempt, workflowId }: Run, more: Partial<Ending> = {}) =>
  endTogether(rig.source, rig.acme.id, {
    id,
    attempt,
    workflowId,
    status: 'completed',
    reason: null,
    fired: true,
    ...more,
  });
const startMany = async (workflow: Workflow, count: number) => {
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth++) ids.push(await rig.start(workflow));
  return ids;
};
const atWork = async () =>
  (
    await rig.source.query(
      `SELECT count(*)::int AS n FROM workflow_runs WHERE engine_id IS NOT NULL AND status IN ('pending', 'running')`,
    )
  )[0].n as number;

it('runs that end while another one ends share a transaction, and as many come in as there is room for', async () => {
  const workflow = await rig.define({ concurrency: 'none', config: { max_concurrent_executions: 5 } });
  const ids = await startMany(workflow, 12);
  const runs = await Promise.all(ids.slice(0, 5).map((id) => rig.claim(id)));
  const ended = await Promise.all(runs.map((run) => end(run)));
  expect(ended).toEqual([true, true, true, true, true]);
  expect(await atWork()).toBe(5);
  const transactions: unknown[] = await rig.source.query(
    `SELECT DISTINCT completed_at FROM workflow_runs WHERE status = 'completed' AND result = '{"fired": true}'`,
  );
  expect(transactions).toHaveLength(2);
  expect(await Promise.all(runs.map((run) => end(run)))).toEqual([false, false, false, false, false]);
  expect(await atWork()).toBe(5);
});

it('where the installation was full, those of other workflows come in at the places of all that ended', async () => {
  const many = { concurrency: 'none', config: { max_concurrent_executions: 24 } };
  const [full, other] = [await rig.define(many), await rig.define(many)];
  const ids = await startMany(full, 24);
  const waiting = await startMany(other, 3);
  const runs = await Promise.all(ids.slice(0, 3).map((id) => rig.claim(id)));
  await Promise.all(runs.map((run) => end(run)));
  for (const id of waiting) expect((await rig.row(id)).engineId).not.toBeNull();
});

it('one that cannot be written fails alone, and one of another worker by now ends nothing', async () => {
  const workflow = await rig.define({ concurrency: 'none' });
  const [first, second, third, fourth] = await Promise.all((await startMany(workflow, 4)).map((id) => rig.claim(id)));
  const ends = await Promise.allSettled([
    end(first!),
    end(second!, { status: 'a status that is none' as 'failed', reason: 'it broke' }),
    end(third!, { status: 'failed', reason: 'it broke' }),
    end({ ...fourth!, attempt: fourth!.attempt + 1 }),
  ]);
  expect(ends.map((one) => (one.status === 'fulfilled' ? one.value : 'threw'))).toEqual([true, 'threw', true, false]);
  expect(await rig.row(second!.id)).toMatchObject({ status: 'running' });
  expect(await rig.row(third!.id)).toMatchObject({ status: 'failed', reason: 'it broke' });
  expect(await rig.row(fourth!.id)).toMatchObject({ status: 'running' });
});
