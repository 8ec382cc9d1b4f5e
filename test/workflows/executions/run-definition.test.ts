import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { runDefinition } from '../../../src/workflows/executions/run-definition.js';
import { wakeExecutions } from '../../../src/workflows/executions/wake-executions.js';
import type { WorkflowPorts } from '../../../src/workflows/ports.js';
import { RunFencedError } from '../../../src/workflows/runs/run-record.js';
import { buildExecutionRig, type ExecutionRig } from './execution-rig.js';

/** Parts of runs as workers run them, one after the other: what the next one goes by are the rows of the one before. */
let rig: ExecutionRig;
let service: Server;
let address = '';
let ports: WorkflowPorts;
let heard: string[] = [];
/** What the service answers, request by request; then 200. */
let answers: number[] = [];
let body = '{}';
/** Called while a request is under way. */
let meanwhile: (() => Promise<unknown>) | null = null;

beforeAll(async () => {
  rig = await buildExecutionRig();
  service = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    request.resume();
    void (async () => {
      await meanwhile?.();
      response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/json' }).end(body);
    })();
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  ports = {
    source: rig.source,
    log: quiet,
    timings: { ...defaultTimings, watch: 20 },
    atWork: (_: number, work: () => Promise<unknown>) => work(),
    openSecrets: async () => new Map(),
    httpHosts: ['127.0.0.1'],
    allowedPrivateHosts: ['127.0.0.1'],
    reached: () => undefined,
  } as unknown as WorkflowPorts;
});
afterAll(async () => {
  service.closeAllConnections();
  service.close();
  await rig.close();
});
beforeEach(() => {
  [heard, answers, body, meanwhile] = [[], [], '{}', null];
});

const call = (name: string, method = 'POST') => ({ name, http_request: { url: `${address}/${name}`, method } });

async function begin(written: object): Promise<{ id: string; engineId: () => Promise<string> }> {
  const workflow = await rig.define({ on: [{ manual: {} }], concurrency: 'none', ...written });
  const id = await rig.start(workflow);
  return { id, engineId: async () => (await rig.row(id)).engineId! };
}
const stepsOf = (id: string): Promise<Record<string, unknown>[]> =>
  rig.source.query(
    `SELECT name, status, error_message AS why, attempts, failures, retry_at > now() AS waits FROM execution_steps WHERE run_id = $1 ORDER BY position`,
    [id],
  );
const takeOver = (id: string) => rig.source.query('UPDATE workflow_runs SET attempt = attempt + 1 WHERE id = $1', [id]);
const until = (test: () => Promise<boolean>) => expect.poll(test, { timeout: 10_000, interval: 10 }).toBe(true);

it('the end of a step and the beginning of the next are one statement, and the log tells them in order', async () => {
  const { id, engineId } = await begin({ do: [call('first'), call('second')] });
  await runDefinition(ports, await engineId());
  expect(heard).toEqual(['POST /first', 'POST /second']);
  expect(await rig.row(id)).toMatchObject({ status: 'completed', reason: null });
  expect(await stepsOf(id)).toMatchObject([
    { name: 'first', status: 'completed', attempts: 1, failures: 0 },
    { name: 'second', status: 'completed', attempts: 1, failures: 0 },
  ]);
  const [{ together }] = await rig.source.query(
    `SELECT (SELECT completed_at FROM execution_steps WHERE run_id = $1 AND position = 0)
          = (SELECT started_at FROM execution_steps WHERE run_id = $1 AND position = 1) AS together`,
    [id],
  );
  expect(together).toBe(true);
  const lines = await rig.source.query(
    'SELECT message FROM execution_logs WHERE execution_id = $1 ORDER BY created_at, id',
    [id],
  );
  expect(lines.map(({ message }: { message: string }) => message)).toEqual([
    'begins',
    expect.stringMatching(/first$/),
    expect.stringMatching(/second$/),
  ]);
});

it('a wait between attempts ends when it would have, and the attempts before a crash count', async () => {
  const { id, engineId } = await begin({
    config: { retry_policy: { max_attempts: 3, delay: 1 } },
    do: [call('shaky', 'PUT')],
  });
  answers = [503, 503, 503, 503];
  const lost = runDefinition(ports, await engineId()).catch((error: unknown) => error);
  await until(async () => (await stepsOf(id))[0]?.['waits'] === true);
  const [{ due }] = await rig.source.query(
    'SELECT extract(epoch FROM retry_at)::float8 * 1000 AS due FROM execution_steps WHERE run_id = $1',
    [id],
  );
  await takeOver(id);
  await runDefinition(ports, await engineId());
  expect(heard).toHaveLength(3);
  expect(Date.now()).toBeGreaterThanOrEqual(due);
  expect(await rig.row(id)).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^shaky: /) });
  expect(await stepsOf(id)).toMatchObject([{ status: 'failed', attempts: 3, failures: 2, waits: null }]);
  await lost;
});

it('who was taken over from while it worked writes no more, and does nothing else', async () => {
  const { id, engineId } = await begin({ do: [call('first'), call('second')] });
  meanwhile = () => takeOver(id);
  await expect(runDefinition(ports, await engineId())).rejects.toThrow(RunFencedError);
  expect(heard).toEqual(['POST /first']);
  expect(await stepsOf(id)).toMatchObject([{ name: 'first', status: 'running' }]);
  meanwhile = null;
  // What it did stands in the book all the same.
  await runDefinition(ports, await engineId());
  expect(heard).toEqual(['POST /first', 'POST /second']);
  expect(await rig.row(id)).toMatchObject({ status: 'completed' });
});

it('a step that has waited has so after a crash, too, and the time of a run goes on', async () => {
  const { id, engineId } = await begin({ config: { timeout: 3600 }, do: [{ delay: { for: '1h' } }, call('last')] });
  await runDefinition(ports, await engineId());
  expect(await rig.row(id)).toMatchObject({ status: 'running', engineId: null, part: 1 });
  expect(await stepsOf(id)).toMatchObject([{ name: 'delay', status: 'waiting' }]);
  await rig.source.transaction((manager) => wakeExecutions(manager, ['1h to pass'], rig.acme.id));
  // One that dies once it has claimed.
  await rig.claim(id);
  await rig.source.query(`UPDATE workflow_runs SET began_at = began_at - interval '3590 s' WHERE id = $1`, [id]);
  await takeOver(id);
  meanwhile = () => sleep(500);
  await runDefinition(ports, await engineId());
  expect(heard).toEqual(['POST /last']);
  expect(await rig.row(id)).toMatchObject({ status: 'completed' });
  const late = await begin({ config: { timeout: 60 }, do: [call('never')] });
  await rig.claim(late.id);
  await rig.source.query(`UPDATE workflow_runs SET began_at = began_at - interval '60 s' WHERE id = $1`, [late.id]);
  await runDefinition(ports, await late.engineId());
  expect(await rig.row(late.id)).toMatchObject({ status: 'timeout', reason: 'its time was over' });
  expect(heard).toEqual(['POST /last']);
});

it('a step that had failed fails the run after a crash, and is not done again', async () => {
  const { id, engineId } = await begin({ do: [call('first')] });
  await rig.claim(id);
  await rig.source.query(
    `INSERT INTO execution_steps (run_id, position, installation_id, name, type, status, error_message, attempts)
     VALUES ($1, 0, $2, 'first', 'http_request', 'failed', 'it broke', 1)`,
    [id, rig.acme.id],
  );
  await runDefinition(ports, await engineId());
  expect(heard).toEqual([]);
  expect(await rig.row(id)).toMatchObject({ status: 'failed', reason: 'first: it broke' });
});

it('a wait between attempts ends at once when the run is cancelled', async () => {
  const { id, engineId } = await begin({
    config: { retry_policy: { max_attempts: 2, delay: 300 } },
    do: [call('shaky', 'PUT')],
  });
  answers = [503];
  const ran = runDefinition(ports, await engineId());
  await until(async () => (await stepsOf(id))[0]?.['waits'] === true);
  await rig.source.query(`UPDATE workflow_runs SET superseded_by = 'cancelled by dora' WHERE id = $1`, [id]);
  await ran;
  expect(await rig.row(id)).toMatchObject({ status: 'cancelled', reason: 'cancelled by dora' });
  expect(await stepsOf(id)).toMatchObject([{ status: 'cancelled', why: 'cancelled by dora' }]);
});

it('an answer with characters that PostgreSQL does not keep is kept without them, and the next step sees it', async () => {
  body = String.raw`{"a":"x\u0000y","b":"\ud800","c":"\\u0000"}`;
  const { id, engineId } = await begin({
    do: [call('odd', 'GET'), { ...call('next', 'GET'), if: `steps.odd.body.c == "\\\\u0000"` }],
  });
  await runDefinition(ports, await engineId());
  expect(await rig.row(id)).toMatchObject({ status: 'completed' });
  expect(await stepsOf(id)).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
});

it('a dry run says of a condition upon a step that it does not carry out that step, and what follows either way', async () => {
  const workflow = await rig.define({
    on: [{ manual: {} }],
    do: [
      call('first'),
      { ...call('second'), if: 'steps.first.status_code == 200 && size(steps) > 0' },
      { ...call('third'), if: 'steps.first.status_code == 200 && size(steps) > 9' },
      { ...call('fourth'), if: 'steps.third.status_code == 200' },
      { ...call('fifth'), if: 'review.findings.must_fix == 0' },
      { ...call('sixth'), if: 'size(steps) > 0' },
    ],
  });
  const id = await rig.start(workflow, { dryRun: true });
  await runDefinition(ports, (await rig.row(id)).engineId!);
  expect(heard).toEqual([]);
  const steps: { said: string; status: string; condition: unknown }[] = await rig.source.query(
    'SELECT said, status, condition FROM execution_steps WHERE run_id = $1 ORDER BY position',
    [id],
  );
  const notCarriedOut = 'a dry run does not carry out step `first`';
  expect(steps).toMatchObject([
    { said: 'POST 127.0.0.1/first' },
    {
      status: 'completed',
      said: `${notCarriedOut}, so whether \`steps.first.status_code == 200 && size(steps) > 0\` holds is not known here; if it does: POST 127.0.0.1/second; if not, this step is not run`,
      condition: [
        { text: 'steps.first.status_code == 200', value: 'unknown', why: notCarriedOut },
        { text: 'size(steps) > 0', value: true },
      ],
    },
    { status: 'skipped', said: 'not run: its condition is false' },
    { status: 'skipped', said: expect.stringMatching(/^not run: its condition is unknown \(.*third/) },
    { status: 'skipped', said: expect.stringMatching(/^not run: its condition is unknown/) },
    { status: 'completed', said: 'POST 127.0.0.1/sixth' },
  ]);
});
