import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { setSecret } from '../../src/workflows/secrets/stored-secrets.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** A request that is signed in: its secret reaches the service, and nothing else. */
const CANARY = 'canary-4b1d9f "quoted" 77';
const KEYS = ['k'.repeat(40)] as const;
let flow: Flow;
let service: Server;
let address = '';
let installationId = 0;
let heard: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
const written: string[] = [];
let originals: { stdout: typeof process.stdout.write; stderr: typeof process.stderr.write };

beforeAll(async () => {
  originals = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const stream of ['stdout', 'stderr'] as const) {
    const write = originals[stream].bind(process[stream]) as (...given: unknown[]) => boolean;
    process[stream].write = ((...given: unknown[]) => {
      written.push(String(given[0]));
      return write(...given);
    }) as typeof process.stdout.write;
  }
  service = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('utf8');
      const { url: path = '', headers } = request;
      heard.push({ path, headers, body });
      if (path === '/moved') return response.writeHead(307, { location: `http://localhost:1/` }).end();
      const status = path === '/refuses' ? 400 : 200;
      // An echo, as debugging services do: the headers, the body, and both once more in base64.
      const echo = { headers, body, encoded: Buffer.from(`me:${CANARY}`).toString('base64'), [CANARY]: 'as a key' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(echo));
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  flow = await buildFlow({ env: { WORKFLOW_HTTP_HOSTS: '127.0.0.1', ALLOWED_PRIVATE_HOSTS: '127.0.0.1,localhost' } });
  await flow.openPull();
  while ((await flow.source.query('SELECT 1 FROM installations')).length === 0) await sleep(50);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  const asked = { installationId, name: 'DEPLOY_TOKEN', value: CANARY, by: 'dora' };
  expect(await flow.source.transaction((manager) => setSecret(manager, asked, KEYS))).toBe('new');
});
afterAll(async () => {
  process.stdout.write = originals.stdout;
  process.stderr.write = originals.stderr;
  await flow.close();
  service.closeAllConnections();
  service.close();
});

let defined = 0;
async function run(steps: object[], dryRun = false) {
  const read = readDefinition({
    name: `w${(defined += 1)}`,
    on: [{ manual: {} }],
    config: { retry_policy: { max_attempts: 1 } },
    do: steps,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const { definition } = read;
  const started = await flow.source.transaction(async (manager) => {
    const saved = await createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, definition);
    const workflow = { ...saved!, name: definition.name, definition };
    return startByHand(manager, {
      workflow,
      installationId,
      repositoryId: null,
      pullNumber: null,
      inputs: {},
      by: 'dora',
      requestId: `${defined}`,
      dryRun,
    });
  });
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const ended = async () =>
    (
      await flow.source.query(
        `SELECT status, outcome_reason AS reason FROM workflow_runs WHERE execution_id = $1 AND completed_at IS NOT NULL`,
        [started.executionId],
      )
    )[0];
  await expect.poll(ended, { timeout: 90_000, interval: 50 }).toBeDefined();
  const steps_ = await flow.source.query(
    `SELECT s.status, s.said, s.result, s.error_message AS error FROM execution_steps s JOIN workflow_runs r ON r.id = s.run_id
      WHERE r.execution_id = $1 ORDER BY position`,
    [started.executionId],
  );
  return { ...(await ended()), steps: steps_ };
}
const call = (path: string, more: object = {}) => ({
  http_request: {
    url: `${address}${path}`,
    method: 'POST',
    headers: { authorization: 'Bearer ${{ secrets.DEPLOY_TOKEN }}' },
    body: { token: 'x ${{ secrets.DEPLOY_TOKEN }}' },
    ...more,
  },
});

it('reaches the service, and stands nowhere after runs that end well, fail, are dry, or are answered with it', async () => {
  const echoed = await run([
    call('/echo'),
    { ...call('/json', { body: '{"token": "${{ secrets.DEPLOY_TOKEN }}"}' }), name: 'second' },
    {
      ...call('/later', { headers: {}, body: { said: '${{ steps.http_request.body.body }}' } }),
      name: 'third',
    },
  ]);
  expect(echoed).toMatchObject({ status: 'completed' });
  expect(heard[0]).toMatchObject({
    headers: { authorization: `Bearer ${CANARY}` },
    body: JSON.stringify({ token: `x ${CANARY}` }),
  });
  expect(JSON.parse(heard[1]!.body)).toEqual({ token: CANARY });
  expect(JSON.parse(heard[2]!.body)).toEqual({ said: '{"token":"x ***"}' });
  expect(JSON.stringify(echoed.steps)).toContain('***');
  heard = [];
  expect(await run([call('/refuses')])).toMatchObject({ status: 'failed' });
  expect(await run([call('/moved')])).toMatchObject({ status: 'failed', reason: expect.stringContaining('redirects') });
  expect(heard.map(({ path }) => path)).toEqual(['/refuses', '/moved']);
  heard = [];
  const dry = await run([call('/dry')], true);
  expect(dry).toMatchObject({ status: 'completed' });
  expect(dry.steps[0].said).toMatch(/redacted|\*\*\*/);
  expect(heard).toEqual([]);
  expect(await run([call('/never', { body: { key: '${{ secrets.GONE }}' } })])).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('there is no secret GONE in this installation'),
  });
  const lines = { installationId, name: 'LINES', value: 'line-one\nline-two', by: 'dora' };
  await flow.source.transaction((manager) => setSecret(manager, lines, KEYS));
  expect(await run([call('/never', { headers: { 'x-key': '${{ secrets.LINES }}' } })])).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('the secret LINES has a line break'),
  });
  expect(heard).toEqual([]);
  const stored = await everything();
  expect(stored).toContain('there is no secret GONE');
  for (const form of formsOf(CANARY)) expect(stored.includes(form), form).toBe(false);
  expect(stored.includes('line-one')).toBe(false);
  for (const form of formsOf(CANARY))
    expect(`${written.join('')}${flow.warnings.join('')}`.includes(form), form).toBe(false);
});

const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  'canary-4b1d9f',
  Buffer.from(secret).toString('hex'),
  Buffer.from(`me:${secret}`).toString('base64').slice(4, 24),
];

/** All rows of all tables, those of the engine among them. */
async function everything(): Promise<string> {
  const tables: { name: string }[] = await flow.source.query(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'dbos'::regnamespace)`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows: { row: string }[] = await flow.source.query(`SELECT t::text AS row FROM ${name} t`);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}
