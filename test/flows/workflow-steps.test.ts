import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { replayEvent } from '../../src/workflows/executions/start-by-hand.js';
import { buildFlow, commitOn, type Flow } from './flow-stage.js';

/** Steps of workflows on GitHub where something is missing, has changed, or was done before. */
let flow: Flow;
let installationId = 0;
let issue: Issue;
let eventId = '';
let defined = 0;

beforeAll(async () => {
  flow = await buildFlow();
  issue = await flow.openPull();
  // The review of the pull request writes, too.
  while ((await flow.source.query(`SELECT 1 FROM workflow_runs WHERE status = 'completed'`)).length === 0)
    await sleep(50);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  [{ id: eventId }] = await flow.source.query(`SELECT id FROM events WHERE event_type = 'pull_request.opened'`);
});
afterAll(() => flow.close());

interface Ran {
  status: string;
  reason: string | null;
  steps: Record<string, { status: string; said: string; result: Record<string, unknown> }>;
}

async function define(steps: object[]) {
  const read = readDefinition({ name: `w${(defined += 1)}`, on: [{ event: 'pull_request.labeled' }], do: steps });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  return { ...saved!, name: read.definition.name, definition: read.definition };
}

/** Runs a workflow on the event with which the pull request was opened. */
async function ran(workflow: Awaited<ReturnType<typeof define>>, options: { dryRun?: boolean } = {}): Promise<Ran> {
  const requestId = `${workflow.name}-${Math.random()}`;
  const { dryRun = false } = options;
  const asked = { workflow, installationId, by: 'dora', requestId, dryRun, eventId };
  await flow.source.transaction((manager) => replayEvent(manager, asked));
  let runs: { id: string; status: string; reason: string | null }[] = [];
  await expect
    .poll(
      async () => {
        runs = await flow.source.query(
          `SELECT id, status, outcome_reason AS reason FROM workflow_runs WHERE workflow_id = $1 ORDER BY queued_at DESC`,
          [workflow.id],
        );
        return runs[0]?.status;
      },
      { timeout: 60_000, interval: 50 },
    )
    .not.toMatch(/pending|running/);
  const [run] = runs;
  const rows: { name: string }[] = await flow.source.query(
    'SELECT name, status, said, result, error_message FROM execution_steps WHERE run_id = $1 ORDER BY position',
    [run!.id],
  );
  return { ...run!, steps: Object.fromEntries(rows.map((row) => [row.name, row])) as never };
}
const checksOf = (name: string) => [...flow.repository.checkRuns.values()].filter((one) => one.name === name);

it('fails the gates for a report that is named and not there', async () => {
  const gates = { max_complexity: null, max_function_lines: null, max_file_lines: null };
  const workflow = await define([
    { quality_gates: { ...gates, min_coverage: 10, coverage_files: ['coverage/lcov.info'] } },
  ]);
  const { steps, reason } = await ran(workflow);
  expect(steps['quality_gates']?.result, reason ?? '').toMatchObject({ passed: false, failed: ['coverage'] });
  const [check] = checksOf('Nectr quality gates');
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(JSON.stringify(check)).toContain('it is not in the repository');
});

// The last one: it moves the head.
it('stops the gates where the head is another by now, and shows no check', async () => {
  const workflow = await define([{ quality_gates: { max_complexity: 1 } }]);
  const head = issue.pull?.head.sha ?? '';
  await flow.sandbox.push(flow.repository, issue.number, commitOn(flow, head));
  const before = checksOf('Nectr quality gates').length;
  expect(await ran(workflow)).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('another head') });
  expect(checksOf('Nectr quality gates')).toHaveLength(before);
});
