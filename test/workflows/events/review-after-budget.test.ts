import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BudgetLimits } from '../../../src/claude/model-budget.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { noteRefusedCall } from '../../../src/ledger/note-refused-call.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { freeStoppedPulls } from '../../../src/workflows/events/review-after-budget.js';
import { handleEvent } from '../../../src/workflows/handle-event.js';
import { addTenant } from '../../api/api-rig.js';
import { addPull, addRun, type Owner } from '../../api/ledger-rows.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const server: BudgetLimits = { reviewTokens: 1e6, reviewDollars: 10, dailyTokens: 1e6, dailyDollars: 1000 };
const HEAD = 'b'.repeat(40);
let database: TestDatabase;
let source: DataSource;
let owner: Owner;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query('DELETE FROM dbos.workflow_status');
  owner = await newOwner('acme');
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function newOwner(account: string): Promise<Owner> {
  const { id, repositoryIds } = await addTenant(source, { account, repositories: ['shop'] });
  return { installationId: id, repositoryId: repositoryIds[0]! };
}

/** A pull request whose head was read in part: the call that a budget refused would have cost 500 tokens at most. */
async function addStopped(number: number, { of = owner, pull = {}, run = {}, refused = true }: Stopped = {}) {
  const id = await addPull(source, of, { number, ...pull });
  const runId = await addRun(source, of, {
    pull_request_id: id,
    status: 'completed',
    outcome: 'partial',
    trigger_key: 'auto:main',
    started_at: new Date(),
    completed_at: new Date(Date.now() + number * 1000),
    ...run,
    head_sha: run['head_sha'] ?? HEAD,
  });
  if (refused) await noteRefusedCall(source, { id: runId, triggerKey: 'auto:main' }, { tokens: 500, dollars: 0.05 });
  return id;
}
interface Stopped {
  of?: Owner;
  pull?: Record<string, unknown>;
  run?: Record<string, unknown>;
  refused?: boolean;
}

const setMonthly = (dollars: number) =>
  source.query(
    `INSERT INTO budgets (installation_id, monthly_dollars, set_by) VALUES ($1, $2, 'dora')
     ON CONFLICT (installation_id, repository_id) DO UPDATE SET monthly_dollars = EXCLUDED.monthly_dollars`,
    [owner.installationId, dollars],
  );
const spend = (dollars: number) =>
  source.query(
    `INSERT INTO model_usage (installation_id, repository_id, day, model, cost)
     VALUES ($1, $2, date_trunc('month', now() AT TIME ZONE 'UTC')::date, 'claude-sonnet-5-5', $3)`,
    [owner.installationId, owner.repositoryId, dollars],
  );
const free = () => freeStoppedPulls(source, server);

/** What the worker does with the events of ours. */
async function handle(): Promise<string[]> {
  const events: { id: string }[] = await source.query(
    `SELECT id FROM events WHERE status = 'pending' ORDER BY created_at`,
  );
  const ports = { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log: quiet };
  const handled = [];
  for (const { id } of events) handled.push(await handleEvent(ports, id));
  return handled.flatMap(({ runs }) => runs);
}
const started = (): Promise<{ number: number; head_sha: string; trigger_key: string }[]> =>
  source.query(
    `SELECT p.number, r.head_sha, r.trigger_key FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id
      WHERE r.status = 'pending' ORDER BY p.number`,
  );

it('reviews a head again once the month has turned, and only once', async () => {
  await setMonthly(5);
  await spend(5);
  await addStopped(1);
  expect(await free()).toEqual({ asked: 0 });
  await source.query(`UPDATE model_usage SET day = day - 1`);
  expect(await free()).toEqual({ asked: 1 });
  expect(await handle()).toHaveLength(1);
  expect(await started()).toEqual([{ number: 1, head_sha: HEAD, trigger_key: 'budget:main' }]);
  expect(await source.query(`SELECT source, event_type, status FROM events`)).toEqual([
    { source: 'schedule', event_type: 'budgets.free', status: 'completed' },
  ]);
  // While it waits or runs, and when the budget stopped it once more.
  expect(await free()).toEqual({ asked: 0 });
  await source.query(
    `UPDATE workflow_runs SET status = 'completed', outcome = 'partial', refused_tokens = 500, refused_dollars = 1,
            started_at = now(), completed_at = now() WHERE status = 'pending'`,
  );
  expect(await free()).toEqual({ asked: 0 });
});

it.each([
  ['a raised budget', () => setMonthly(50), 1],
  ['no budget any more', () => source.query('DELETE FROM budgets'), 1],
  ['a budget that has no room for that call', () => setMonthly(5.01), 0],
])('looks at what the refused call would cost: %s', async (_, change, asked) => {
  await setMonthly(5);
  await spend(5);
  await addStopped(1);
  await change();
  expect(await free()).toEqual({ asked });
});

it('holds what the operator allows an installation against it', async () => {
  await addStopped(1);
  expect(await freeStoppedPulls(source, { ...server, dailyTokens: 499 })).toEqual({ asked: 0 });
  expect(await freeStoppedPulls(source, { ...server, dailyTokens: 500 })).toEqual({ asked: 1 });
});

it.each<[string, Stopped]>([
  ['closed', { pull: { state: 'closed' } }],
  ['paused', { pull: { paused: true } }],
  ['at another head by now', { pull: { head_sha: 'e'.repeat(40) } }],
  ['partial for another reason', { refused: false }],
  ['reviewed to the end', { run: { outcome: 'reviewed' } }],
])('leaves alone what is %s', async (_, stopped) => {
  await addStopped(1, stopped);
  expect(await free()).toEqual({ asked: 0 });
});

it('leaves alone what was asked for meanwhile, before it is found and after', async () => {
  const asked = { status: 'pending', trigger_key: 'command:issue-1', head_sha: HEAD };
  const [first, second] = [await addStopped(1), await addStopped(2)];
  await addRun(source, owner, { pull_request_id: first, ...asked });
  expect(await free()).toEqual({ asked: 1 });
  await addRun(source, owner, { pull_request_id: second, ...asked });
  expect(await handle()).toEqual([]);
});

it('takes few of each installation at a time, the longest stopped first', async () => {
  const other = await newOwner('other');
  for (let number = 1; number <= 7; number++) await addStopped(number);
  await addStopped(1, { of: other });
  expect(await free()).toEqual({ asked: 6 });
  await handle();
  expect((await started()).map(({ number }) => number)).toEqual([1, 1, 2, 3, 4, 5]);
  expect(await free()).toEqual({ asked: 2 });
});

it('believes no event of somebody else', async () => {
  const id = await addStopped(1);
  await source.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, payload)
     VALUES ('github', 'budgets.free', 'd1', $1, $2)`,
    [owner.installationId, JSON.stringify({ pulls: [id] })],
  );
  expect(await handle()).toEqual([]);
  expect(await source.query('SELECT status FROM events')).toEqual([{ status: 'ignored' }]);
});
