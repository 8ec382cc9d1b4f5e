import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildFlow, commitOn, type Flow } from './flow-stage.js';

/**
 * All calls of one review, from the delivery to the graph: tokens, the tarball and what people see included. Aim of the
 * issue: 16.
 */
const MOST = 16;

let flow: Flow;

beforeAll(async () => {
  flow = await buildFlow();
});
afterEach(() => flow.sandbox.state.faults.clear());
afterAll(() => flow.close());

/** What the installation has sent after the first `from` calls. */
function callsSince(from: number): string[] {
  const { calls } = flow.sandbox.state;
  return calls
    .slice(from)
    .filter(({ installationId }) => installationId === flow.installation.id)
    .map(({ method, route, kind, status }) => `${kind} ${method} ${route} ${status}`);
}

/** The calls of the review that `begin` leads to. */
async function callsOf(begin: () => Promise<number>, runs = 1): Promise<string[]> {
  const from = flow.sandbox.state.calls.length;
  const number = await begin();
  await flow.untilEnded(number, runs);
  return callsSince(from);
}

const count = (calls: readonly string[], most: number) =>
  expect(calls.length, `calls to GitHub:\n${calls.join('\n')}`).toBeLessThanOrEqual(most);

it('of a first review are 16 at most, the whole flow counted', async () => {
  const calls = await callsOf(async () => (await flow.openPull()).number);
  expect(calls.filter((call) => call.endsWith('/reviews/:id/events 200'))).toHaveLength(1);
  expect(flow.warnings).toEqual([]);
  count(calls, MOST);
});

it('are no more where other pull requests touch the same files', async () => {
  const calls = await callsOf(async () => (await flow.openPull()).number);
  const summaries = [...flow.repository.comments.values()];
  expect(summaries.at(-1)?.body).toContain('touches');
  // The snapshot of this commit is there already.
  count(calls, MOST - 1);
});

it('of a later round are not more than of the first', async () => {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const head = commitOn(flow, issue.pull?.head.sha ?? '');
  const calls = await callsOf(async () => {
    await flow.sandbox.push(flow.repository, issue.number, head);
    return issue.number;
  }, 2);
  count(calls, MOST);
});

it('asks in parts where GraphQL is down, and reviews all the same', async () => {
  const first = await flow.openPull();
  await flow.untilEnded(first.number);
  flow.sandbox.state.faults.add({
    kind: 'status',
    status: 404,
    match: { method: 'POST', path: /\/graphql$/ },
    times: 4,
  });
  const second = await flow.openPull();
  expect(await flow.untilEnded(second.number)).toMatchObject([{ status: 'completed', outcome: 'partial' }]);
  expect(flow.seen(second)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
  expect(flow.warnings).toContain('GitHub is asked in parts: one query for all failed');
});
