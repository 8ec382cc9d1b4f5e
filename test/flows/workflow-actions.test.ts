import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { replayEvent } from '../../src/workflows/executions/start-by-hand.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** What the steps of workflows do on GitHub, once each, whatever is asked again. */
let flow: Flow;
let installationId = 0;
let workflow = { id: '', name: '', version: 1 };
let issue: Issue;

beforeAll(async () => {
  flow = await buildFlow();
  flow.repository.collaborators.set('dora', 'write');
  flow.sandbox.openIssue(flow.repository, { title: 'Of dora', body: '', user: 'dora' });
});
afterAll(() => flow.close());

const written = {
  name: 'Everything',
  on: [{ event: 'pull_request.opened' }],
  config: { timeout: 600 },
  do: [
    { pr_review_analyzer: {}, name: 'review' },
    { platform_detector: {}, name: 'platform' },
    { quality_gates: { max_complexity: 1, max_must_fix: 0, block: false }, name: 'gates' },
    {
      label_pr: { labels: ['looked-at'], size: true, paths: { source: ['src/**'] } },
      name: 'labels',
    },
    { request_reviewers: { users: ['dora', 'nobody-here'] }, name: 'reviewers' },
    { set_check: { name: 'Two people', conclusion: 'neutral', title: 'Wait for ${{ event.actor }}' }, name: 'check' },
    {
      issue_creator: {
        title: 'Follow up on #${{ event.number }}',
        body: 'Found ${{ steps.review.must_fix }} of them.',
        labels: ['follow-up'],
      },
      name: 'ticket',
    },
    {
      post_comment: {
        body: 'Must fix: ${{ steps.review.must_fix }}, ticket ${{ steps.ticket.key }}, **${{ event.title }}**',
      },
      name: 'comment',
      if: 'steps.ticket.is_new',
    },
  ],
};

interface Run {
  id: string;
  status: string;
  outcome_reason: string | null;
}
async function ended(count: number): Promise<Run[]> {
  let runs: Run[] = [];
  await expect
    .poll(
      async () => {
        runs = await flow.source.query(
          'SELECT id, status, outcome_reason FROM workflow_runs WHERE workflow_id = $1 ORDER BY queued_at',
          [workflow.id],
        );
        return runs.filter(({ status }) => !['pending', 'running'].includes(status)).length;
      },
      { timeout: 90_000, interval: 50 },
    )
    .toBe(count);
  return runs;
}
const stepsOf = async (
  id: string,
): Promise<Record<string, { status: string; said: string; result: Record<string, unknown> }>> => {
  const rows: { name: string }[] = await flow.source.query(
    'SELECT name, status, said, result, error_message FROM execution_steps WHERE run_id = $1 ORDER BY position',
    [id],
  );
  return Object.fromEntries(rows.map((row) => [row.name, row])) as never;
};
const comments = () =>
  [...flow.repository.comments.values()].filter(
    (one) => one.issueNumber === issue.number && one.body.includes('Must fix:'),
  );
const tickets = () => [...flow.repository.issues.values()].filter((one) => one.title.startsWith('Follow up on'));

it('does them all on a pull request, with what the steps before gave', async () => {
  const first = await flow.openPull();
  await flow.untilEnded(first.number);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  const read = readDefinition(written);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  workflow = { ...saved!, name: read.definition.name };
  issue = await flow.openPull();
  const [run] = await ended(1);
  const steps = await stepsOf(run!.id);
  expect(run, JSON.stringify(steps)).toMatchObject({ status: 'completed' });
  const { must_fix } = steps['review']!.result;
  expect(Number(must_fix)).toBeGreaterThan(0);
  expect(steps['platform']!.result).toMatchObject({ platform: null, origin: 'human', evidence: [] });
  expect(steps['gates']!.result).toMatchObject({ passed: false, failed: expect.arrayContaining(['must_fix']) });
  expect(issue.labels.map(({ name }) => name).toSorted()).toEqual(
    ['looked-at', 'source', expect.stringMatching(/^(S|M|L|XL)$/)].toSorted(),
  );
  expect(steps['reviewers']!.result).toMatchObject({
    requested: ['dora'],
    refused: [expect.stringContaining('nobody-here')],
  });
  const checks = [...flow.repository.checkRuns.values()].filter(({ headSha }) => headSha === issue.pull?.head.sha);
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Nectr', 'Nectr quality gates', 'Two people']),
  );
  expect(tickets()).toHaveLength(1);
  expect(tickets()[0]).toMatchObject({
    title: `Follow up on #${issue.number}`,
    body: expect.stringContaining(`Found ${must_fix} of them.`),
  });
  expect(comments()).toHaveLength(1);
  expect(comments()[0]!.body).toContain(`Must fix: ${must_fix}, ticket \`#${tickets()[0]!.number}\``);
  // The review was made once, by the workflow that is built in.
  const [{ reviews }] = await flow.source.query(
    `SELECT count(*)::int AS reviews FROM reviews r JOIN pull_requests q ON q.id = r.pull_request_id WHERE q.number = $1`,
    [issue.number],
  );
  expect(reviews).toBe(1);
});

it('makes nothing twice when the event is replayed, takes back only labels of its own, and shows what a dry run would do', async () => {
  const [{ id: eventId }] = await flow.source.query(
    `SELECT id FROM events WHERE event_type = 'pull_request.opened' ORDER BY created_at DESC LIMIT 1`,
  );
  const [{ definition }] = await flow.source.query('SELECT definition FROM workflows WHERE id = $1', [workflow.id]);
  const replay = (requestId: string, dryRun: boolean) =>
    flow.source.transaction((manager) =>
      replayEvent(manager, {
        workflow: { ...workflow, definition },
        installationId,
        by: 'dora',
        requestId,
        dryRun,
        eventId,
      }),
    );
  const writes = () =>
    flow.sandbox.state.journal.filter(({ path, status }) => !path.includes('access_tokens') && status < 400).length;
  const before = writes();
  await replay('dry', true);
  const [, dry] = await ended(2);
  const said = await stepsOf(dry!.id);
  expect(dry).toMatchObject({ status: 'completed' });
  expect(writes()).toBe(before);
  expect(said['labels']!.said).toBe('no label to change');
  expect(said['ticket']!.said).toContain(`**Follow up on #${issue.number}**`);
  await replay('again', false);
  const runs = await ended(3);
  const steps = await stepsOf(runs[2]!.id);
  expect(runs[2], JSON.stringify(steps)).toMatchObject({ status: 'completed' });
  expect(steps['ticket']!.result).toMatchObject({ is_new: false });
  expect(steps['comment']!.status).toBe('skipped');
  expect([tickets().length, comments().length]).toEqual([1, 1]);
  expect(writes()).toBe(before);
});
