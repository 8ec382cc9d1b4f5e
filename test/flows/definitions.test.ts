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
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"said":"yes"}');
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
  await expect.poll(async () => test((runs = await runsOf(workflowId))), { timeout: 30_000, interval: 30 }).toBe(true);
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
    { workflow: { name: 'by the graph' }, ran: true },
    { workflow: { name: 'elsewhere' }, ran: false, reason: 'Its condition is false.', condition: [{ value: false }] },
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

it('never has more at work than its limit, in order, and ends what is cancelled', async () => {
  let [now, most] = [0, 0];
  const release: (() => void)[] = [];
  service.on('request', (request) => {
    if (request.url !== '/slow') return;
    most = Math.max(most, ++now);
    request.on('close', () => now--);
  });
  const { id } = await define({
    name: 'narrow',
    on: [{ manual: {} }],
    concurrency: 'none',
    config: { max_concurrent_executions: 2 },
    do: [{ delay: { for: '1s' } }, call('/slow')],
  });
  const workflow = await current(id);
  for (let nth = 0; nth < 8; nth++)
    await flow.source.transaction((manager) =>
      startByHand(manager, {
        workflow,
        installationId,
        by: 'dora',
        requestId: `run ${nth}`,
        inputs: {},
        dryRun: false,
        repositoryId: null,
        pullNumber: null,
      }),
    );
  const runs = await runsOf(id);
  const last = runs.at(-1)!;
  expect(await flow.source.transaction((manager) => cancelExecution(manager, last.id, 'cancelled by dora'))).toBe(
    'cancelled',
  );
  const all = await until(id, ended(8));
  expect(most).toBeLessThanOrEqual(2);
  expect(all.map(({ status }) => status)).toEqual([...Array(7).fill('completed'), 'cancelled']);
  expect(heard.filter(({ path }) => path === '/slow')).toHaveLength(7);
  release.forEach((each) => each());
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
  await flow.source.transaction(async (manager) =>
    startByHand(manager, {
      workflow: await current(id),
      installationId,
      by: 'dora',
      requestId: 'late',
      inputs: {},
      dryRun: false,
      repositoryId: null,
      pullNumber: null,
    }),
  );
  const [run] = await until(id, ended(1));
  expect(run).toMatchObject({ status: 'timeout', outcome_reason: 'its time was over' });
});
