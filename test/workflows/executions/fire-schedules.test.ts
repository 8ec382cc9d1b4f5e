import { afterAll, beforeAll, expect, it } from 'vitest';
import { fireSchedules } from '../../../src/workflows/executions/fire-schedules.js';
import { buildExecutionRig, type ExecutionRig } from './execution-rig.js';

let rig: ExecutionRig;
const warnings: object[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields: object) => void warnings.push(fields),
  error: () => undefined,
};

beforeAll(async () => {
  rig = await buildExecutionRig();
});
afterAll(() => rig.close());

it('starts each schedule once for each time, makes one good of many, and one that cannot be followed stops no other', async () => {
  const schedule = { on: [{ schedule: '0 9 * * 1', timezone: 'Europe/Berlin' }] };
  const [broken, fine] = [await rig.define(schedule), await rig.define({ ...schedule, repositories: ['acme/shop'] })];
  const due = (id: string, since: string) =>
    rig.source.query(`UPDATE workflow_triggers SET next_at = now() - $2::interval WHERE workflow_id = $1`, [id, since]);
  await due(broken.id, '5 weeks');
  await due(fine.id, '4 weeks');
  await rig.source.query(
    `UPDATE workflow_triggers SET conditions = jsonb_set(conditions, '{schedule}', '"never"') WHERE workflow_id = $1`,
    [broken.id],
  );
  expect(await Promise.all([fireSchedules(rig.source, log), fireSchedules(rig.source, log)])).toEqual(
    expect.arrayContaining([0, 1]),
  );
  expect(await fireSchedules(rig.source, log)).toBe(0);
  expect(warnings).toEqual(expect.arrayContaining([expect.objectContaining({ workflow: broken.id })]));
  const runs = await rig.source.query(
    `SELECT workflow_id AS workflow, repository_id AS repository, trigger_type AS type FROM workflow_runs`,
  );
  expect(runs).toEqual([{ workflow: fine.id, repository: rig.owner.repositoryId, type: 'schedule' }]);
  const [trigger] = await rig.source.query(
    `SELECT next_at > now() AS later, last_at < now() AS was FROM workflow_triggers WHERE workflow_id = $1`,
    [fine.id],
  );
  expect(trigger).toEqual({ later: true, was: true });
});
