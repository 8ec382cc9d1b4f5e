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

async function define(steps: object[], more: object = {}) {
  const on = [{ event: 'pull_request.labeled' }];
  const read = readDefinition({ name: `w${(defined += 1)}`, on, do: steps, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  return { ...saved!, name: read.definition.name, definition: read.definition };
}

/** Runs a workflow on the event with which the pull request was opened, so many times at once; the last run. */
async function ran(
  workflow: Awaited<ReturnType<typeof define>>,
  { dryRun = false, times = 1 }: { dryRun?: boolean; times?: number } = {},
): Promise<Ran> {
  const count = async (): Promise<{ id: string; status: string; reason: string | null }[]> =>
    flow.source.query(
      'SELECT id, status, outcome_reason AS reason FROM workflow_runs WHERE workflow_id = $1 ORDER BY queued_at DESC',
      [workflow.id],
    );
  const before = (await count()).length;
  await flow.source.transaction(async (manager) => {
    for (let nth = 0; nth < times; nth += 1) {
      const requestId = `${workflow.name}-${before}-${nth}`;
      await replayEvent(manager, { workflow, installationId, by: 'dora', requestId, dryRun, eventId });
    }
  });
  let runs: Awaited<ReturnType<typeof count>> = [];
  await expect
    .poll(
      async () => {
        runs = await count();
        return runs.filter(({ status }) => !['pending', 'running'].includes(status)).length;
      },
      { timeout: 90_000, interval: 50 },
    )
    .toBe(before + times);
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

const issuesOf = (start: string) =>
  [...flow.repository.issues.values()].filter(({ pull, title }) => pull == null && title.startsWith(start));

it('creates one issue however many runs look for it at the same time', async () => {
  const workflow = await define([{ issue_creator: { title: 'Once for all' } }], { concurrency: 'none' });
  const { status, reason } = await ran(workflow, { times: 5 });
  expect(status, reason ?? '').toBe('completed');
  expect(issuesOf('Once for all')).toHaveLength(1);
  expect(await flow.source.query(`SELECT 1 FROM effects WHERE key LIKE 'alone:%'`)).toEqual([]);
});

it('creates an issue for each open finding, once, and says before what it would do', async () => {
  const [{ open }] = await flow.source.query(
    `SELECT count(DISTINCT fingerprint)::int AS open FROM findings WHERE state = 'open' AND severity = 'must-fix'`,
  );
  expect(open).toBeGreaterThan(0);
  const config = { findings: 'must-fix', title: 'Left', body: 'See below.', labels: ['left'], assignees: ['dora'] };
  const workflow = await define([{ issue_creator: config, name: 'tickets' }]);
  const dry = (await ran(workflow, { dryRun: true })).steps['tickets']?.said;
  expect(dry).toContain('create an issue in github, labels left, assigned to dora: **Left: ');
  expect(issuesOf('Left: ')).toEqual([]);
  const first = await ran(workflow);
  expect(first.steps['tickets']?.result, first.reason ?? '').toMatchObject({ is_new: true });
  const made = issuesOf('Left: ');
  expect(made).toHaveLength(open);
  expect(made[0]?.body).toMatch(
    /^See below\.\n\n\[`[^`]+:\d+`\]\(.+\/blob\/.+#L\d+.*\) in \[`#\d+`\]\(.+\), must-fix\n\n/,
  );
  const again = await ran(workflow);
  expect(again.steps['tickets']?.result).toMatchObject({ is_new: false, key: `#${made[0]!.number}` });
  expect(issuesOf('Left: ')).toHaveLength(open);
  expect((await ran(workflow, { dryRun: true })).steps['tickets']?.said).toMatch(/^create no issue for \*\*Left: /);
});

it('edits the comment of its last run, however long the conversation is', async () => {
  const { comments } = flow.repository;
  const [any] = [...comments.values()];
  const old = '2020-01-01T00:00:00Z';
  for (let id = 9_000_000; id < 9_001_000; id += 1)
    comments.set(id, {
      ...any!,
      id,
      user: { ...any!.user, id: 4711, login: 'erin' },
      body: 'Hm',
      createdAt: old,
      updatedAt: old,
    });
  const workflow = await define([{ post_comment: { body: 'Seen' }, name: 'said' }]);
  const ofWorkflow = () => [...comments.values()].filter(({ body }) => body.startsWith('Seen'));
  const first = (await ran(workflow)).steps['said']?.result['comment_id'];
  expect(ofWorkflow().map(({ id }) => id)).toEqual([first]);
  // Above the clocks' difference a search from the run on does not find it either.
  Object.assign(ofWorkflow()[0]!, { createdAt: old, updatedAt: old });
  const again = await ran(workflow);
  expect(again.steps['said']?.result['comment_id']).toBe(first);
  expect(ofWorkflow()).toHaveLength(1);
  for (let id = 9_000_000; id < 9_001_000; id += 1) comments.delete(id);
});

it('takes no name of ours for a check, however it is written', async () => {
  const check = { name: 'Nectr\u200b', conclusion: 'success', title: 'Fine' };
  const read = readDefinition({ name: 'x', on: [{ event: 'pull_request.opened' }], do: [{ set_check: check }] });
  expect(read).toMatchObject({ ok: false, errors: [{ detail: expect.stringContaining('name of a check of ours') }] });
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
