import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../../src/workflows/definitions/save-definition.js';
import { endRuns, endRunsOfRepositories } from '../../../src/workflows/events/end-runs.js';
import { redrive } from '../../../src/workflows/events/redrive.js';
import { createExecution } from '../../../src/workflows/executions/create-execution.js';
import { addTenant } from '../../api/api-rig.js';
import { addPull, addRun } from '../../api/ledger-rows.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

/** Runs of what people define stand in one table with reviews: what is done to reviews is not done to them. */
let database: TestDatabase;
let source: DataSource;
let acme: Awaited<ReturnType<typeof addTenant>>;
let workflow: { id: string; name: string; version: number; concurrency: 'none' };
let pull: string;
let nth = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  await source.initialize();
  acme = await addTenant(source, { account: 'acme', repositories: ['shop'] });
  const read = readDefinition({ name: 'Tell', on: [{ event: 'push' }], do: [{ delay: { for: '1h' } }] });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await source.transaction((manager) =>
    createWorkflow(manager, { installationId: acme.id, repositoryId: null, by: 'ada' }, read.definition),
  );
  workflow = { ...saved!, name: 'Tell', concurrency: 'none' };
  pull = await addPull(source, owner(), { number: 1 });
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});
beforeEach(() => source.query('DELETE FROM workflow_runs'));

const owner = () => ({ installationId: acme.id, repositoryId: acme.repositoryIds[0]! });
async function addExecution(more: { pull?: boolean; eventId?: string } = {}): Promise<string> {
  const id = await source.transaction((manager) =>
    createExecution(manager, {
      executionId: `run:${++nth}`,
      workflow,
      ...owner(),
      pull: more.pull === false ? null : { id: pull, headSha: 'b'.repeat(40) },
      eventId: more.eventId ?? null,
      trigger: { id: null, type: 'event' },
    }),
  );
  return id!;
}
const runOf = async (id: string) =>
  (await source.query('SELECT status, outcome, outcome_reason AS reason FROM workflow_runs WHERE id = $1', [id]))[0];

it('a closed pull request ends its reviews, and what people have defined goes on', async () => {
  const [review, execution] = [await addRun(source, owner(), { pull_request_id: pull }), await addExecution()];
  const ended = await source.transaction((manager) => endRuns(manager, pull, 'closed'));
  expect(ended).toMatchObject({ cancelled: 1, asked: 0 });
  expect(await runOf(review)).toMatchObject({ status: 'cancelled', outcome: 'skipped' });
  expect(await runOf(execution)).toMatchObject({ status: 'pending' });
});

it('a repository that is gone ends all of it, what waits and what is about no pull request too', async () => {
  const review = await addRun(source, owner(), { pull_request_id: pull });
  const [pending, parked, running] = [await addExecution(), await addExecution({ pull: false }), await addExecution()];
  const started = `status = 'running', started_at = now()`;
  await source.query(`UPDATE workflow_runs SET ${started}, engine_id = NULL, waiting_for = 'x' WHERE id = $1`, [
    parked,
  ]);
  await source.query(`UPDATE workflow_runs SET ${started} WHERE id = $1`, [running]);
  await source.query(
    `UPDATE dbos.workflow_status SET status = 'PENDING' WHERE workflow_uuid = (SELECT execution_id FROM workflow_runs WHERE id = $1)`,
    [running],
  );
  const ended = await source.transaction((manager) =>
    endRunsOfRepositories(manager, acme.repositoryIds, 'repository removed'),
  );
  expect(ended).toBe(4);
  expect(await runOf(review)).toMatchObject({ status: 'cancelled' });
  for (const id of [pending, parked])
    expect(await runOf(id)).toMatchObject({ status: 'cancelled', outcome: null, reason: 'repository removed' });
  const [asked] = await source.query('SELECT status, superseded_by AS mark FROM workflow_runs WHERE id = $1', [
    running,
  ]);
  expect(asked).toEqual({ status: 'running', mark: 'repository removed' });
  const left = await source.query(
    `SELECT 1 FROM dbos.workflow_status s JOIN workflow_runs r ON r.execution_id = s.workflow_uuid WHERE r.id = $1 AND s.status = 'ENQUEUED'`,
    [pending],
  );
  expect(left).toEqual([]);
});

it('of several runs that end together none lets the next one in', async () => {
  await source.query(
    `UPDATE workflows SET definition = jsonb_set(definition, '{config,max_concurrent_executions}', '1') WHERE id = $1`,
    [workflow.id],
  );
  const ids = [await addExecution(), await addExecution(), await addExecution()];
  const letIn = () =>
    source.query(
      'SELECT workflow_uuid AS id FROM dbos.workflow_status WHERE workflow_uuid IN (SELECT execution_id FROM workflow_runs)',
    );
  const [first, ...more] = await letIn();
  expect([first, more]).toEqual([{ id: expect.any(String) }, []]);
  const ended = await source.transaction((manager) => endRunsOfRepositories(manager, acme.repositoryIds, 'gone'));
  expect(ended).toBe(3);
  for (const id of ids) expect(await runOf(id)).toMatchObject({ status: 'cancelled', reason: 'gone' });
  expect(await letIn()).toEqual([first]);
  await source.query(
    `UPDATE workflows SET definition = jsonb_set(definition, '{config,max_concurrent_executions}', '5') WHERE id = $1`,
    [workflow.id],
  );
});

it('a failed event is given another try with the runs that people have defined, from where they failed', async () => {
  const [{ id: eventId }] = await source.query(
    `INSERT INTO events (source, delivery_id, event_type, installation_id, payload, status) VALUES ('github', 'd', 'push', $1, '{}', 'completed') RETURNING id`,
    [acme.id],
  );
  const failed = await addExecution({ eventId, pull: false });
  const done = await addExecution({ eventId });
  await source.query(
    `UPDATE workflow_runs SET status = 'failed', completed_at = now(), engine_id = NULL WHERE id = $1`,
    [failed],
  );
  await source.query(`UPDATE workflow_runs SET status = 'completed', completed_at = now() WHERE id = $1`, [done]);
  const asked = { installationId: acme.id, by: { id: 1, login: 'ada' } };
  const [queued, ...more] = await redrive(source, eventId, asked);
  expect(more).toEqual([]);
  expect(queued).toMatchObject({ kind: 'queued', id: expect.stringMatching(/:retry\.1$/) });
  const children = await source.query(
    'SELECT execution_id, workflow_version, requested_by FROM workflow_runs WHERE parent_execution_id = $1',
    [failed],
  );
  expect(children).toEqual([{ execution_id: (queued as { id: string }).id, workflow_version: 1, requested_by: 'ada' }]);
  const engine = await source.query('SELECT name FROM dbos.workflow_status WHERE workflow_uuid = $1', [
    (queued as { id: string }).id,
  ]);
  expect(engine).toEqual([{ name: 'run_definition' }]);
  expect(await redrive(source, eventId, asked)).toMatchObject([{ kind: 'refused' }]);
});
