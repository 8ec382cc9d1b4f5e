import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { prReviewAnalyzerStep } from '../../../src/workflows/steps/pr-review-analyzer.js';
import type { StepContext } from '../../../src/workflows/steps/step-action.js';
import { addTenant } from '../../api/api-rig.js';
import { addPull, addRun } from '../../api/ledger-rows.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let acme: Awaited<ReturnType<typeof addTenant>>;
let pull: string;
const HEAD = 'b'.repeat(40);

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 4, applicationName: 'test', scope: 'system' });
  await source.initialize();
  acme = await addTenant(source, { account: 'acme', repositories: ['shop'] });
  pull = await addPull(source, owner(), { number: 1, head_sha: HEAD });
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});
beforeEach(async () => {
  await source.query('DELETE FROM workflow_runs');
  await source.query('DELETE FROM workflow_switches');
});

const owner = () => ({ installationId: acme.id, repositoryId: acme.repositoryIds[0]! });

async function eventRow(): Promise<{ id: string }> {
  const rows = await source.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, payload, status)
     VALUES ('github', 'pull_request.labeled', $1, $2, '{}', 'completed') RETURNING id`,
    [randomUUID(), acme.id],
  );
  return { ...rows[0], source: 'github', type: 'pull_request.labeled', payload: {} };
}

/** One run of a workflow that comes to the step. */
function runOf(more: object = {}) {
  return {
    id: randomUUID(),
    executionId: `run:${randomUUID()}`,
    installationId: acme.id,
    githubInstallationId: 1,
    repository: { id: owner().repositoryId, githubRepoId: 2, fullName: 'acme/shop', defaultBranch: 'main' },
    pull: { id: pull, number: 1, headSha: HEAD, baseRef: 'main' },
    event: null,
    requestedBy: null,
    workflowName: 'Look',
    ...more,
  };
}
const step = (run: object) =>
  prReviewAnalyzerStep.run({ ports: { source, timings: defaultTimings }, run } as unknown as StepContext, {});
const reviews = () =>
  source.query(
    `SELECT r.trigger_type, r.trigger_key, e.event_type, e.source FROM workflow_runs r JOIN events e ON e.id = r.event_id`,
  );
const unknown = { verdict: null, must_fix: null, should_fix: null, minor: null };

it('asks for one review, whichever runs come at once, as a push does', async () => {
  const event = await eventRow();
  const ends = await Promise.all([step(runOf({ event })), step(runOf({ event })), step(runOf({ event }))]);
  expect(ends.map(({ kind }) => kind)).toEqual(['wait', 'wait', 'wait']);
  expect(await reviews()).toMatchObject([{ trigger_type: 'auto', trigger_key: 'auto:main' }]);
});

it('asks for one in the name of a person where somebody started the run by hand', async () => {
  const run = runOf({ requestedBy: 'dora' });
  expect(await step(run)).toMatchObject({ kind: 'wait' });
  expect(await reviews()).toEqual([
    { trigger_type: 'request', trigger_key: `workflow:${run.id}`, event_type: 'request.review', source: 'manual' },
  ]);
});

it('asks for none where reviews are switched off', async () => {
  await source.query(
    `INSERT INTO workflow_switches (installation_id, workflow_id, enabled, config)
     SELECT $1, id, false, '{}' FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL`,
    [acme.id],
  );
  const result = { outcome: 'skipped', reason: 'reviews are switched off', ...unknown };
  expect(await step(runOf({ event: await eventRow() }))).toMatchObject({ kind: 'done', result });
  expect(await reviews()).toEqual([]);
});

it('waits for the review that replaced another one in the same place of the queue', async () => {
  const at = new Date();
  const same = { pull_request_id: pull, head_sha: HEAD, queued_at: at };
  await addRun(source, owner(), { ...same, status: 'pending' });
  await addRun(source, owner(), { ...same, status: 'cancelled', outcome: 'skipped', completed_at: at });
  expect(await step(runOf({ event: await eventRow() }))).toMatchObject({ kind: 'wait' });
});

it('counts nothing of a review that failed', async () => {
  const ended = {
    status: 'failed',
    outcome: 'failed',
    outcome_reason: 'GitHub gave no answer',
    completed_at: new Date(),
  };
  await addRun(source, owner(), { pull_request_id: pull, head_sha: HEAD, ...ended });
  const result = { outcome: 'failed', reason: 'GitHub gave no answer', ...unknown };
  expect(await step(runOf())).toMatchObject({ kind: 'done', result });
});

it('asks once only where the review that it asked for was of another head', async () => {
  const run = runOf({ event: await eventRow() });
  await step(run);
  await source.query(
    `UPDATE workflow_runs SET status = 'completed', outcome = 'reviewed', head_sha = $1, completed_at = now()`,
    ['c'.repeat(40)],
  );
  expect(await step(run)).toMatchObject({ kind: 'done', result: { outcome: 'skipped', ...unknown } });
  expect(await reviews()).toHaveLength(1);
});
