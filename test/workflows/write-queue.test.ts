import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildFlow, type Flow } from './flow-stage.js';

const INTERVAL = 250;
const PULLS = 10;
let flow: Flow;

beforeAll(async () => {
  flow = await buildFlow({ timings: { writeInterval: INTERVAL } });
});
afterAll(() => flow.close());

/** Of an installation: what notifies, as GitHub saw it. */
function writes(installationId: number): { at: number; path: string }[] {
  return flow.sandbox.state.journal
    .filter(({ method, path, status }) => status < 300 && method !== 'GET' && NOTIFIES.test(`${method} ${path}`))
    .filter((entry) => entry.installationId === installationId)
    .map(({ at, path }) => ({ at: at.getTime(), path }));
}
const NOTIFIES = /^POST \S+\/(?:reviews|reviews\/\d+\/events|issues\/\d+\/comments)$/;

it(
  'O8: many reviews of one installation are posted one after the other, and hold up nobody else',
  { retry: 0, timeout: 60_000 },
  async () => {
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
    const busy = () => writes(flow.installation.id).length;
    await expect.poll(busy, { timeout: 30_000 }).toBeGreaterThan(3);
    const late = await flow.sandbox.openPull(elsewhere, pull);
    await expect
      .poll(() => [...(late.pull?.reviews.values() ?? [])].some(({ state }) => state !== 'PENDING'), {
        timeout: 30_000,
      })
      .toBe(true);
    const leftThen = issues.filter((issue) => flow.seen(issue).submitted === 0).length;
    for (const issue of issues) {
      expect(await flow.untilEnded(issue.number, 1, 60_000)).toMatchObject([{ outcome: 'partial' }]);
      expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0 });
    }
    // The other installation's review was posted while most of the queue was still to come.
    expect(leftThen).toBeGreaterThan(PULLS / 3);
    const times = writes(flow.installation.id).map(({ at }) => at);
    expect(times).toHaveLength(3 * PULLS);
    // A request takes its own time to arrive; over some of them the pace is kept.
    for (const [index, at] of times.slice(5).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThan(4 * INTERVAL);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan((times.length - 2) * INTERVAL);
    // Who had to wait for long did so between steps, where it holds no slot; how many do depends on the machine's pace.
    const sleeps: { count: number }[] = await flow.source.query(
      `SELECT count(*)::int AS count FROM dbos.operation_outputs WHERE function_name = 'DBOS.sleep'`,
    );
    expect(sleeps[0]?.count).toBeGreaterThan(0);
    expect(await flow.source.query('SELECT 1 FROM workflow_runs WHERE write_at IS NOT NULL')).toEqual([]);
  },
);
