import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createReceiveHook } from '../../src/inbox/receive-hook.js';
import { giveSecrets } from '../../src/workflows/definitions/change-triggers.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { cancelExecution } from '../../src/workflows/executions/cancel-execution.js';
import { decideApproval, openApproval } from '../../src/workflows/executions/decide-approval.js';
import { explainEvent } from '../../src/workflows/executions/explain-event.js';
import { eventPlace } from '../../src/workflows/executions/event-place.js';
import { retryExecution } from '../../src/workflows/executions/retry-execution.js';
import { startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** Workflows that people define, through the receiver, the queue and a worker, with a service of somebody else. */
interface Heard {
  path: string;
  body: string;
  key: string | undefined;
}
let flow: Flow;
let service: Server;
let address = '';
let heard: Heard[] = [];
/** Answers that are not given yet. */
let held: (() => void)[] = [];
let answer: (path: string, nth: number) => number = () => 200;
let installationId = 0;

beforeAll(async () => {
  service = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = request.url ?? '';
      heard.push({
        path,
        body: Buffer.concat(pieces).toString('utf8'),
        key: request.headers['idempotency-key'] as string | undefined,
      });
      const status = answer(path, heard.filter((one) => one.path === path).length);
      if (status === 0) return request.socket.destroy();
      const tell = () => response.writeHead(status, { 'content-type': 'application/json' }).end('{"said":"yes"}');
      if (path.startsWith('/held')) held.push(tell);
      else tell();
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  flow = await buildFlow({ env: { WORKFLOW_HTTP_HOSTS: '127.0.0.1', ALLOWED_PRIVATE_HOSTS: '127.0.0.1' } });
  await flow.openPull();
  while ((await flow.source.query('SELECT 1 FROM pull_requests')).length === 0) await sleep(50);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
});
afterAll(async () => {
  await flow.close();
  service.closeAllConnections();
  service.close();
});
beforeEach(async () => {
  heard = [];
  held = [];
  answer = () => 200;
  await flow.source.query('DELETE FROM workflows WHERE definition IS NOT NULL');
});

async function define(written: object) {
  const read = readDefinition(written);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  return { ...saved!, name: read.definition.name, definition: read.definition };
}

interface Run {
  id: string;
  execution_id: string;
  status: string;
  outcome_reason: string | null;
  waiting_for: string | null;
  condition: unknown;
}
const runsOf = (workflowId: string): Promise<Run[]> =>
  flow.source.query(
    'SELECT id, execution_id, status, outcome_reason, waiting_for, condition FROM workflow_runs WHERE workflow_id = $1 ORDER BY queued_at, id',
    [workflowId],
  );
async function until(workflowId: string, test: (runs: Run[]) => boolean): Promise<Run[]> {
  let runs: Run[] = [];
  await expect.poll(async () => test((runs = await runsOf(workflowId))), { timeout: 90_000, interval: 30 }).toBe(true);
  return runs;
}
const ended = (count: number) => (runs: Run[]) =>
  runs.filter(({ status }) => !['pending', 'running'].includes(status)).length === count;
const stepsOf = (runId: string) =>
  flow.source.query(
    'SELECT name, status, result, said, error_message FROM execution_steps WHERE run_id = $1 ORDER BY position',
    [runId],
  );
const call = (path: string, more: object = {}) => ({
  http_request: { url: `${address}${path}`, method: 'POST', ...more },
});

it('runs its steps in order for an event, with what is known put in, and hands results on', async () => {
  const { id } = await define({
    name: 'tell',
    on: [{ event: 'pull_request.opened' }],
    if: 'event.base == "main" && touches("src/**")',
    do: [
      { name: 'first', ...call('/a', { body: { title: '${{ event.title }}', number: '${{ event.number }}' } }) },
      { ...call('/never'), name: 'never', if: 'steps.first.sent == false' },
      { ...call('/b', { body: { said: '${{ steps.first.body.said }}' } }), name: 'second', if: 'steps.first.sent' },
    ],
  });
  const issue = await flow.openPull();
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'completed', outcome_reason: null });
  expect(heard.map(({ path }) => path)).toEqual(['/a', '/b']);
  expect(JSON.parse(heard[0]!.body)).toEqual({ title: issue.title, number: String(issue.number) });
  expect(JSON.parse(heard[1]!.body)).toEqual({ said: 'yes' });
  expect(await stepsOf(run!.id)).toMatchObject([
    { name: 'first', status: 'completed' },
    { name: 'never', status: 'skipped', said: 'not run: its condition is false' },
    { name: 'second', status: 'completed' },
  ]);
  expect(run!.condition).toMatchObject([
    { text: 'event.base == "main"', value: true },
    { text: 'touches("src/**")', value: true },
  ]);
});

it('says why it did not run', async () => {
  const { id } = await define({
    name: 'elsewhere',
    on: [{ event: 'pull_request.opened' }],
    if: 'event.base == "release"',
    do: [call('/never')],
  });
  const late = await define({
    name: 'by files',
    on: [{ event: 'pull_request.opened' }],
    if: 'touches("payments/**")',
    do: [call('/never')],
  });
  const unknown = await define({
    name: 'by the graph',
    on: [{ event: 'pull_request.opened' }],
    if: 'graph.callers > 100000',
    do: [call('/never')],
  });
  await flow.openPull();
  const [judged] = await until(late.id, ended(1));
  expect(judged).toMatchObject({ status: 'completed', outcome_reason: 'its condition is false' });
  await until(unknown.id, ended(1));
  expect(await runsOf(id)).toEqual([]);
  expect(heard).toEqual([]);
  const [{ id: eventId }] = await flow.source.query(
    `SELECT id FROM events WHERE event_type = 'pull_request.opened' ORDER BY created_at DESC LIMIT 1`,
  );
  const explained = await flow.source.transaction(async (manager) =>
    explainEvent(manager, (await eventPlace(manager, eventId))!),
  );
  expect(explained).toMatchObject([
    { workflow: { name: 'by files' }, ran: true, reason: 'It ran: completed (its condition is false).' },
    {
      workflow: { name: 'by the graph' },
      ran: true,
      reason: expect.stringMatching(/^It ran: completed \(its condition is unknown: .+\)\.$/),
      condition: [{ text: 'graph.callers > 100000', value: 'unknown', why: expect.stringContaining('graph') }],
    },
    { workflow: { name: 'conversation' }, ran: false },
    { workflow: { name: 'elsewhere' }, ran: false, reason: 'Its condition is false.', condition: [{ value: false }] },
    { workflow: { name: 'person_request' }, ran: false },
    { workflow: { name: 'pr_review' }, ran: true, condition: [] },
  ]);
});

it('waits for a person’s word and for a time without a place in the engine, also over the end of a worker', async () => {
  const { id } = await define({
    name: 'ask first',
    on: [{ event: 'pull_request.opened' }],
    do: [
      { approval: { from: ['dora'], within: '1h' } },
      { delay: { for: '1s' } },
      { ...call('/go', { body: { by: '${{ steps.approval.by }}' } }), if: 'steps.approval.granted' },
    ],
  });
  await flow.openPull();
  const [waiting] = await until(id, ([run]) => run?.waiting_for != null);
  await flow.restartWorker();
  const granted = await flow.source.transaction(async (manager) =>
    decideApproval(manager, (await openApproval(manager, waiting!.id))!, {
      decision: 'granted',
      by: 'dora',
      note: null,
    }),
  );
  expect(granted).toBe(true);
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'completed' });
  expect(heard.map(({ body }) => body)).toEqual(['{"by":"dora"}']);
});

it('tries again what passes, never sends twice what may have been done, and goes on from the failed step', async () => {
  const { id } = await define({
    name: 'shaky',
    on: [{ manual: {} }],
    config: { retry_policy: { max_attempts: 3, delay: 0 } },
    do: [
      { name: 'safe', ...call('/safe', { method: 'PUT' }) },
      { name: 'lost', ...call('/lost') },
      { name: 'refused', ...call('/refused') },
    ],
  });
  answer = (path, nth) =>
    path === '/safe' && nth < 3 ? 503 : path === '/lost' ? 0 : path === '/refused' && nth === 1 ? 422 : 200;
  const { definition, ...workflow } = await current(id);
  const start = (requestId: string, more: object = {}) =>
    flow.source.transaction((manager) =>
      startByHand(manager, {
        workflow: { ...workflow, definition },
        installationId,
        by: 'dora',
        requestId,
        inputs: {},
        dryRun: false,
        repositoryId: null,
        pullNumber: null,
        ...more,
      }),
    );
  expect(await start('one')).toMatchObject({ kind: 'started' });
  expect(await start('one')).toMatchObject({ kind: 'started' });
  expect(await start('two', { inputs: { why: 'x' } })).toMatchObject({ kind: 'wrong inputs' });
  const [failed] = await until(id, ended(1));
  expect(failed).toMatchObject({
    status: 'failed',
    outcome_reason: expect.stringContaining('refused: 127.0.0.1 refused it with status 422'),
  });
  const count = (path: string) => heard.filter((one) => one.path === path).length;
  expect([count('/safe'), count('/lost'), count('/refused')]).toEqual([3, 1, 1]);
  expect((await stepsOf(failed!.id))[1]).toMatchObject({
    status: 'completed',
    result: { sent: false },
    said: expect.stringContaining('is not sent again'),
  });
  const retried = await flow.source.transaction((manager) => retryExecution(manager, failed!.id, 'dora'));
  expect(retried).toMatchObject({ kind: 'started', executionId: `${failed!.execution_id}:retry.1` });
  await until(id, ended(2));
  expect([count('/safe'), count('/lost'), count('/refused')]).toEqual([3, 1, 2]);
  // A dry run does nothing outside.
  expect(await start('dry', { dryRun: true })).toMatchObject({ kind: 'started' });
  const runs = await until(id, ended(3));
  expect([count('/safe'), count('/lost'), count('/refused')]).toEqual([3, 1, 2]);
  expect(await stepsOf(runs[2]!.id)).toMatchObject([{ said: 'PUT 127.0.0.1/safe' }, {}, {}]);
});

async function current(id: string) {
  const [row] = await flow.source.query('SELECT id, name, version, definition FROM workflows WHERE id = $1', [id]);
  return row;
}

async function startBy(workflowId: string, requestId: string, inputs: Record<string, string> = {}): Promise<void> {
  const workflow = await current(workflowId);
  await flow.source.transaction((manager) =>
    startByHand(manager, {
      workflow,
      installationId,
      by: 'dora',
      requestId,
      inputs,
      dryRun: false,
      repositoryId: null,
      pullNumber: null,
    }),
  );
}
/** Waits until the service holds so many answers, and no more come. */
async function untilHeld(count: number): Promise<void> {
  await expect.poll(() => held.length, { timeout: 90_000, interval: 30 }).toBe(count);
  await sleep(1000);
  expect(held).toHaveLength(count);
}

it('never has more at work than its limit, in order, and ends what is cancelled', async () => {
  const { id } = await define({
    name: 'narrow',
    on: [{ manual: { inputs: { nth: 'string' } } }],
    concurrency: 'none',
    config: { max_concurrent_executions: 2 },
    do: [call('/held', { body: { nth: '${{ inputs.nth }}' } })],
  });
  for (let nth = 0; nth < 6; nth++) await startBy(id, `run ${nth}`, { nth: String(nth) });
  const order = () => heard.map(({ body }) => Number((JSON.parse(body) as { nth: string }).nth));
  const tell = (nth: number) => held[order().indexOf(nth)]!();
  const runs = await runsOf(id);
  const cancel = (run: Run) =>
    flow.source.transaction((manager) => cancelExecution(manager, run.id, 'cancelled by dora'));
  expect(await cancel(runs[3]!)).toBe('cancelled');
  const atWork = async () => (await runsOf(id)).flatMap(({ status }, nth) => (status === 'running' ? [nth] : []));
  await untilHeld(2);
  expect(await atWork()).toEqual([0, 1]);
  tell(1);
  await untilHeld(3);
  expect(await atWork()).toEqual([0, 2]);
  tell(0);
  await untilHeld(4);
  expect(await atWork()).toEqual([2, 4]);
  expect(await cancel(runs[4]!)).toBe('asked');
  await untilHeld(5);
  tell(2);
  tell(5);
  const all = await until(id, ended(6));
  expect(order().toSorted()).toEqual([0, 1, 2, 4, 5]);
  const [done, cancelled] = ['completed', 'cancelled'];
  expect(all.map(({ status }) => status)).toEqual([done, done, done, cancelled, cancelled, done]);
});

it('what a worker leaves behind that stops within a step goes on with another one, and is sent once', async () => {
  const { id } = await define({
    name: 'left behind',
    on: [{ manual: {} }],
    do: [call('/held'), { ...call('/next'), name: 'next' }],
  });
  await startBy(id, 'left');
  await untilHeld(1);
  const restarted = flow.restartWorker();
  await sleep(500);
  held[0]!();
  await restarted;
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'completed' });
  expect(heard.map(({ path }) => path)).toEqual(['/held', '/next']);
});

it('an approval that nobody gives counts as not granted when its time is over', async () => {
  const { id } = await define({
    name: 'nobody',
    on: [{ manual: {} }],
    do: [{ approval: { from: ['dora'], within: '1h' } }, { ...call('/go'), if: 'steps.approval.granted' }],
  });
  await startBy(id, 'nobody');
  const [waiting] = await until(id, ([run]) => run?.waiting_for != null);
  await flow.source.query(`UPDATE approvals SET expires_at = now() - interval '1 s' WHERE run_id = $1`, [waiting!.id]);
  await flow.source.query('UPDATE workflow_runs SET resume_at = now() WHERE id = $1', [waiting!.id]);
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'completed' });
  expect(await stepsOf(run!.id)).toMatchObject([
    { name: 'approval', status: 'completed', result: { granted: false, decision: 'expired', by: null } },
    { status: 'skipped' },
  ]);
  const [{ parts }] = await flow.source.query('SELECT part AS parts FROM workflow_runs WHERE id = $1', [run!.id]);
  expect(parts).toBe(1);
});

it('its time counts over its waits', async () => {
  const { id } = await define({
    name: 'often',
    on: [{ manual: {} }],
    config: { timeout: 600 },
    do: [call('/held'), { delay: { for: '1h' } }, { ...call('/next'), name: 'next' }],
  });
  await startBy(id, 'often');
  await untilHeld(1);
  held[0]!();
  const [waiting] = await until(id, ([run]) => run?.waiting_for != null);
  const worked = async () =>
    (await flow.source.query('SELECT worked_ms AS ms FROM workflow_runs WHERE id = $1', [waiting!.id]))[0].ms;
  expect(await worked()).toBeGreaterThanOrEqual(1000);
  expect(await worked()).toBeLessThan(600_000);
  await flow.source.query('UPDATE workflow_runs SET worked_ms = 600000, resume_at = now() WHERE id = $1', [
    waiting!.id,
  ]);
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'timeout', outcome_reason: 'its time was over' });
  expect((await stepsOf(run!.id)).map(({ status }: { status: string }) => status)).toEqual(['completed', 'cancelled']);
});

it('a part that begins for an installation that is gone does nothing, and says why', async () => {
  const { id } = await define({ name: 'gone', on: [{ manual: {} }], do: [{ delay: { for: '1h' } }, call('/go')] });
  await startBy(id, 'gone');
  const [waiting] = await until(id, ([run]) => run?.waiting_for != null);
  const serve = (isServed: boolean) =>
    flow.source.query('UPDATE installations SET is_active = $2 WHERE id = $1', [installationId, isServed]);
  try {
    await serve(false);
    await flow.source.query('UPDATE workflow_runs SET resume_at = now() WHERE id = $1', [waiting!.id]);
    const [run] = await until(id, ended(1));
    expect(run).toMatchObject({
      status: 'cancelled',
      outcome_reason: 'the App is not installed any more, or suspended',
    });
    expect(await stepsOf(run!.id)).toMatchObject([{ name: 'delay', status: 'cancelled' }]);
    expect(heard).toEqual([]);
  } finally {
    await serve(true);
  }
});

it('a definition that this version cannot read fails its run, which says so', async () => {
  const { id } = await define({
    name: 'unreadable',
    on: [{ manual: {} }],
    config: { max_concurrent_executions: 1 },
    concurrency: 'none',
    do: [{ delay: { for: '1s' } }],
  });
  await startBy(id, 'one');
  await flow.source.query(`UPDATE workflow_versions SET definition = '{"do":[]}' WHERE workflow_id = $1`, [id]);
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'failed', outcome_reason: 'its definition cannot be read by this version' });
});

it('runs for a call of its webhook, with the body of the call as payload', async () => {
  const { id } = await define({
    name: 'released',
    on: [{ webhook: {} }],
    if: 'payload.kind == "release"',
    do: [call('/released', { body: { version: '${{ payload.version }}' } })],
  });
  const keys = ['k'.repeat(40)] as const;
  const [hook] = await flow.source.transaction((manager) => giveSecrets(manager, id, keys));
  const receive = createReceiveHook(flow.source, keys);
  const send = (body: object, delivery: string) =>
    receive({
      triggerId: hook!.id,
      body: Buffer.from(JSON.stringify(body)),
      signature: null,
      token: hook!.secret,
      delivery,
    });
  const release = { kind: 'release', version: '2.1' };
  expect(await Promise.all([send(release, 'one'), send(release, 'one')])).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'recorded' }),
      expect.objectContaining({ kind: 'duplicate' }),
    ]),
  );
  expect(await send({ kind: 'draft' }, 'two')).toMatchObject({ kind: 'recorded' });
  const runs = await until(id, ended(2));
  expect(heard.map(({ body }) => body)).toEqual(['{"version":"2.1"}']);
  expect(runs.map(({ condition }) => condition)).toEqual(
    expect.arrayContaining([
      [{ text: 'payload.kind == "release"', value: true }],
      [{ text: 'payload.kind == "release"', value: false }],
    ]),
  );
});

it('ends when its time is over', async () => {
  const { id } = await define({
    name: 'late',
    on: [{ manual: {} }],
    config: { timeout: 1, retry_policy: { max_attempts: 10, delay: 1 } },
    do: [call('/away', { method: 'PUT' })],
  });
  answer = () => 503;
  await startBy(id, 'late');
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'timeout', outcome_reason: 'its time was over' });
});

it('stops a step that takes longer than it may, and asks for nothing twice that may have been done', async () => {
  const defineSlow = (name: string, step: object) =>
    define({
      name,
      on: [{ manual: {} }],
      config: { retry_policy: { max_attempts: 2, delay: 0 } },
      do: [{ ...step, name: 'slow', timeout: 1 }],
    });
  const [put, post] = [
    await defineSlow('put', call('/held/put', { method: 'PUT' })),
    await defineSlow('post', call('/held/post')),
  ];
  await Promise.all([startBy(put.id, 'put'), startBy(post.id, 'post')]);
  const [[failed], [doubted]] = await Promise.all([until(put.id, ended(1)), until(post.id, ended(1))]);
  expect(failed).toMatchObject({ status: 'failed', outcome_reason: 'slow: took longer than 1 s' });
  expect(await stepsOf(failed!.id)).toMatchObject([{ status: 'failed', error_message: 'took longer than 1 s' }]);
  expect(doubted).toMatchObject({ status: 'completed' });
  expect(await stepsOf(doubted!.id)).toMatchObject([{ status: 'completed', result: { sent: false } }]);
  expect(heard.map(({ path }) => path).toSorted()).toEqual(['/held/post', '/held/put', '/held/put']);
});
