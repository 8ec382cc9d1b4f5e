import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildFlow, type Flow } from './flow-stage.js';

const INTERVAL = 500;
const PULLS = 8;
let flow: Flow;

beforeAll(async () => {
  flow = await buildFlow({ timings: { writeInterval: INTERVAL } });
});
afterAll(() => flow.close());

/** How many calls of a kind the busy installation made, as GitHub saw them. */
function callsOf(kind: 'content') {
  return flow.sandbox.state.calls.filter((call) => call.installationId === flow.installation.id && call.kind === kind);
}

it('O8: many reviews of one installation are posted one after the other, and hold up nobody else', async () => {
  const other = await flow.sandbox.install({ account: 'globex', deliver: true });
  const elsewhere = flow.sandbox.addRepository({
    installationId: other.id,
    name: 'orchard',
    folder: flow.demo.folder,
  });
  const [pull] = flow.demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  const issues = [];
  for (let each = 0; each < PULLS; each++) issues.push(await flow.openPull());
  const busy = () => flow.sandbox.traffic(flow.installation).writes;
  await expect.poll(busy, { timeout: 90_000 }).toBeGreaterThan(5);
  const late = await flow.sandbox.openPull(elsewhere, pull);
  await expect
    .poll(() => [...(late.pull?.reviews.values() ?? [])].some(({ state }) => state !== 'PENDING'), {
      timeout: 90_000,
    })
    .toBe(true);
  const leftThen = issues.filter((issue) => flow.seen(issue).submitted === 0).length;
  for (const issue of issues) {
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'partial' }]);
    expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0 });
  }
  // The other installation's review was posted while a part of the queue was still to come.
  expect(leftThen).toBeGreaterThan(0);
  const { overlappingWrites, leastBetweenContents } = flow.sandbox.traffic(flow.installation);
  expect(overlappingWrites).toBe(0);
  expect(leastBetweenContents).toBeGreaterThanOrEqual(INTERVAL - 1);
  expect(callsOf('content')).toHaveLength(3 * PULLS);
  // Who had to wait for long did so between steps, where it holds no slot; how many do depends on the machine's pace.
  const sleeps: { count: number }[] = await flow.source.query(
    `SELECT count(*)::int AS count FROM dbos.operation_outputs WHERE function_name = 'DBOS.sleep'`,
  );
  expect(sleeps[0]?.count).toBeGreaterThan(0);
  expect(await flow.source.query('SELECT 1 FROM workflow_runs WHERE write_at IS NOT NULL')).toEqual([]);
});
