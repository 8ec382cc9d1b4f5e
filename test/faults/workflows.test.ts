import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encryptText } from '../../src/access/encrypt.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { BOT_TOKEN, LocalSlack, SIGNING_SECRET } from '../integrations/slack/local-slack.js';
import { buildStage, hasty, type Stage } from '../e2e/stage.js';

/** Workflows that people define, of which workers die by kill -9: within a step, and between the end and who hears of it. */
let stage: Stage;
let service: Server;
let address = '';
const heard: string[] = [];
const slack = new LocalSlack();
let installationId = 0;

beforeAll(async () => {
  service = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  await slack.start();
  stage = await buildStage();
  [{ id: installationId }] = await stage.source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES ($1, 'acme', 1, 'Organization')
     ON CONFLICT (github_installation_id) DO UPDATE SET account_login = 'acme' RETURNING id`,
    [stage.installation.id],
  );
  await stage.source.query(
    `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, 'chat', 'slack', $2, $3)`,
    [
      installationId,
      { base_url: `${slack.url}/api`, channel: 'C0123456789' },
      encryptText(JSON.stringify({ bot_token: BOT_TOKEN, signing_secret: SIGNING_SECRET }), ['k'.repeat(40)]),
    ],
  );
});
afterAll(async () => {
  await stage.close();
  await slack.stop();
  service.closeAllConnections();
  service.close();
});

const env = { WORKFLOW_HTTP_HOSTS: '127.0.0.1', ALLOWED_PRIVATE_HOSTS: '127.0.0.1' };
const call = (path: string) => ({ http_request: { url: `${address}${path}`, method: 'POST' } });

async function start(written: object): Promise<string> {
  const read = readDefinition({ on: [{ manual: {} }], ...written });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const { definition } = read;
  return stage.source.transaction(async (manager) => {
    const owner = { installationId, repositoryId: null, by: 'dora' };
    const saved = (await createWorkflow(manager, owner, definition))!;
    await startByHand(manager, {
      workflow: { ...saved, name: definition.name, definition },
      installationId,
      by: 'dora',
      requestId: 'one',
      inputs: {},
      dryRun: false,
      repositoryId: null,
      pullNumber: null,
    });
    return saved.id;
  });
}

it('a step that was done is not done again, the run goes on, and its end is told once', async () => {
  const id = await start({
    name: 'sturdy',
    config: { notifications: { on_success: ['chat'] } },
    do: [{ name: 'first', ...call('/first') }, { delay: { for: '1s' } }, { name: 'last', ...call('/last') }],
  });
  const doomed = await stage.startWorker({ barrier: 'after-deed', timings: hasty, env });
  expect(await doomed.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(heard).toEqual(['POST /first']);
  const second = await stage.startWorker({ barrier: 'before-notices', timings: hasty, env });
  expect(await second.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(heard).toEqual(['POST /first', 'POST /last']);
  expect(slack.messages).toEqual([]);
  const healthy = await stage.startWorker({ timings: hasty, env });
  await expect.poll(() => slack.messages.length, { timeout: 90_000 }).toBe(1);
  const [run] = await stage.source.query('SELECT id, status, attempt FROM workflow_runs WHERE workflow_id = $1', [id]);
  expect(run).toMatchObject({ status: 'completed', attempt: 3 });
  const steps = await stage.source.query(
    'SELECT name, status, said FROM execution_steps WHERE run_id = $1 ORDER BY position',
    [run.id],
  );
  expect(steps).toMatchObject([
    { name: 'first', status: 'completed', said: expect.stringContaining('is not sent again') },
    { name: 'delay', status: 'completed' },
    { name: 'last', status: 'completed' },
  ]);
  const engine = () =>
    stage.source.query(`SELECT 1 FROM dbos.workflow_status WHERE name = 'run_definition' AND status <> 'SUCCESS'`);
  await expect.poll(engine, { timeout: 90_000 }).toEqual([]);
  expect([heard, slack.messages.length]).toEqual([['POST /first', 'POST /last'], 1]);
  await healthy.stop();
});

it('a run that kills its worker each time fails with its step, and its end is told by another one', async () => {
  heard.length = slack.messages.length = 0;
  const id = await start({
    name: 'poison',
    config: { notifications: { on_failure: ['chat'] } },
    do: [{ name: 'again', http_request: { url: `${address}/again`, method: 'PUT' } }],
  });
  const run = async () =>
    (
      await stage.source.query(
        'SELECT id, status, outcome_reason AS reason FROM workflow_runs WHERE workflow_id = $1',
        [id],
      )
    )[0];
  const over = expect
    .poll(async () => (await run()).status, { timeout: 120_000, interval: 100 })
    .toBe('failed')
    .then(() => null);
  for (let worker = 0; worker < 8; worker++) {
    const doomed = await stage.startWorker({ barrier: 'after-deed', timings: hasty, env });
    if ((await Promise.race([doomed.ended, over])) === null) break;
  }
  await stage.killWorkers();
  const healthy = await stage.startWorker({ timings: hasty, env });
  await over;
  await expect.poll(() => slack.messages.length, { timeout: 90_000 }).toBe(1);
  const { id: runId, reason } = await run();
  expect(reason).toBe('the worker died three times at this run');
  expect(
    await stage.source.query('SELECT status, error_message AS why FROM execution_steps WHERE run_id = $1', [runId]),
  ).toEqual([{ status: 'failed', why: reason }]);
  await healthy.stop();
}, 240_000);
