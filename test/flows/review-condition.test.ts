import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { putLabels } from '../../src/sandbox/labels.js';
import { userNamed } from '../../src/sandbox/state.js';
import { sendLabel } from '../../src/sandbox/routes/label-routes.js';
import { eventPlace } from '../../src/workflows/executions/event-place.js';
import { explainEvent } from '../../src/workflows/executions/explain-event.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** The condition that an installation has set for its reviews, through the receiver, the queue and a worker. */
let flow: Flow;
beforeAll(async () => {
  flow = await buildFlow();
  await flow.openPull();
  while ((await flow.source.query(`SELECT 1 FROM workflow_runs WHERE status = 'completed'`)).length === 0)
    await sleep(50);
});
afterAll(() => flow.close());
beforeEach(() => flow.source.query('DELETE FROM workflow_switches'));

const setCondition = (condition: string) =>
  flow.source.query(
    `INSERT INTO workflow_switches (installation_id, workflow_id, enabled, condition)
     SELECT i.id, w.id, true, $1 FROM installations i, workflows w WHERE w.name = 'pr_review'`,
    [condition],
  );

async function explained(number: number) {
  const [{ id }] = await flow.source.query(
    `SELECT r.event_id AS id FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id
      WHERE p.number = $1 ORDER BY r.queued_at LIMIT 1`,
    [number],
  );
  return flow.source.transaction(async (manager) =>
    (await explainEvent(manager, (await eventPlace(manager, id))!)).filter(
      ({ workflow }) => workflow.name === 'pr_review',
    ),
  );
}

const checksOf = (sha: string) =>
  [...flow.repository.checkRuns.values()]
    .filter(({ headSha }) => headSha === sha)
    .map(({ title, conclusion }) => ({
      conclusion,
      title,
    }));

it('is false: no review, and a label that makes it true brings one', async () => {
  await setCondition('touches("**") && label("review me")');
  const issue = await flow.openPull();
  const reason = 'the condition for reviews is false; /nectr review asks for one all the same';
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'skipped', reason }]);
  expect(flow.seen(issue)).toMatchObject({ submitted: 0, summaries: [], unfinishedChecks: 0 });
  expect(checksOf(issue.pull!.head.sha).at(-1)).toEqual({ conclusion: 'skipped', title: `Skipped: ${reason}` });
  expect(await explained(issue.number)).toMatchObject([
    {
      ran: true,
      reason: `It ran: completed (${reason}).`,
      condition: [
        { text: 'touches("**")', value: true },
        { text: 'label("review me")', value: false },
      ],
    },
  ]);
  // The receiver looks now and then which events are waited for.
  await sleep(500);
  const [label] = putLabels(flow.sandbox.state, flow.repository, issue, ['review me']);
  sendLabel(flow.sandbox.state, flow.repository, issue, {
    action: 'labeled',
    label: label!,
    user: userNamed(flow.sandbox.state, 'dora'),
  });
  expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
  expect(flow.seen(issue)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
});

it('is unknown: no review, and what is missing is said', async () => {
  await setCondition('graph.callers > 3');
  const issue = await flow.openPull();
  const [run] = await flow.untilEnded(issue.number);
  expect(run).toMatchObject({
    outcome: 'skipped',
    reason: expect.stringMatching(
      /^whether the condition for reviews holds is not known \(.*graph.*\); \/nectr review/,
    ),
  });
  expect(checksOf(issue.pull!.head.sha).at(-1)).toEqual({ conclusion: 'skipped', title: `Skipped: ${run!.reason}` });
  expect(await explained(issue.number)).toMatchObject([{ condition: [{ value: 'unknown', why: expect.anything() }] }]);
});

it('does not hold up what a person asks for', async () => {
  await setCondition('event.base == "elsewhere"');
  const issue = await flow.openPull();
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'skipped' }]);
  await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review');
  expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
});
