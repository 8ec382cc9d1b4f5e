import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readLockFile } from '../../src/database/embedded/embedded-lock-file.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { decideApproval, openApproval } from '../../src/workflows/executions/decide-approval.js';
import { startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { buildFlow, type Flow } from '../flows/flow-stage.js';
import { makePassingFolder } from '../passing-folder.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = makePassingFolder('nectr-restart-');
// The server runs as another user for root: it must reach its data.
chmodSync(folder, 0o755);

let postgres: EmbeddedPostgres;
let flow: Flow;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres(join(folder, 'data'), quiet);
  await migrate(postgres.url);
  flow = await buildFlow({
    url: postgres.url,
    env: { WORKFLOW_HTTP_HOSTS: '127.0.0.1', ALLOWED_PRIVATE_HOSTS: '127.0.0.1' },
  });
});
afterEach(() => flow.sandbox.state.faults.clear());
afterAll(async () => {
  await flow.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('C7: PostgreSQL ends during a step and is started again', () => {
  it.each([
    ['fast, while the files are read', 'SIGINT', { method: 'GET', path: /\/files$/ }],
    ['at once, while the review is posted', 'SIGQUIT', { method: 'POST', path: /\/reviews$/ }],
    ['killed, while the check run is concluded', 'SIGKILL', { method: 'PATCH', path: /\/check-runs\/\d+$/ }],
  ] as const)(
    '%s: the review is posted once, and the receiver takes deliveries again',
    async (_, signal, match) => {
      flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 700, match, times: 1 });
      const issue = await flow.openPull();
      await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
      const pid = readLockFile(join(folder, 'data'))?.pid ?? 0;
      process.kill(pid, signal);
      await expect.poll(() => readLockFile(join(folder, 'data'))?.pid, { timeout: 90_000 }).not.toBe(pid);
      await expect
        .poll(async () => (await flow.sandbox.deliver('ping', { zen: 'again' })).statusCode, { timeout: 90_000 })
        .toBe(202);
      await expect.poll(() => flow.runsOf(issue.number).catch(() => []), { timeout: 90_000 }).toHaveLength(1);
      expect(await flow.untilEnded(issue.number)).toMatchObject([
        { status: 'completed', outcome: 'partial', reason: 'rules only' },
      ]);
      await expect.poll(() => flow.seen(issue).unfinishedChecks, { timeout: 90_000 }).toBe(0);
      expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0 });
      expect(flow.lost()).toBe(0);
    },
    90_000,
  );
});

/** Workflows of people: what one does outside is seen by a service, others wait. */
describe('PostgreSQL ends while several workflows are under way', () => {
  const heard: string[] = [];
  let release: (() => void)[] = [];
  let service: Server;
  let address = '';
  beforeAll(async () => {
    service = createServer((request, response) => {
      heard.push(request.url ?? '');
      request.resume();
      const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      if (request.url?.startsWith('/held') === true) release.push(answer);
      else answer();
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    service.closeAllConnections();
    service.close();
  });

  const call = (name: string, path: string) => ({ name, http_request: { url: `${address}${path}`, method: 'POST' } });
  async function start(installationId: number, name: string, steps: object[]): Promise<void> {
    const read = readDefinition({
      name,
      on: [{ manual: {} }],
      config: { retry_policy: { max_attempts: 8, delay: 0.5 } },
      do: steps,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    const { definition } = read;
    await flow.source.transaction(async (manager) => {
      const saved = await createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, definition);
      await startByHand(manager, {
        workflow: { ...saved!, name, definition },
        installationId,
        repositoryId: null,
        pullNumber: null,
        by: 'dora',
        requestId: name,
        inputs: {},
        dryRun: false,
      });
    });
  }
  interface Run {
    id: string;
    name: string;
    status: string;
    waits: string | null;
    reason: string | null;
  }
  const runs = (): Promise<Run[]> =>
    flow.source.query(
      `SELECT r.id, w.name, r.status, r.waiting_for AS waits, r.outcome_reason AS reason FROM workflow_runs r
         JOIN workflows w ON w.id = r.workflow_id WHERE w.name LIKE 'restart %' ORDER BY w.name`,
    );

  it.each([
    ['fast', 'SIGINT'],
    ['killed', 'SIGKILL'],
  ] as const)(
    '%s: all of them end, and nothing is done twice',
    async (how, signal) => {
      heard.length = 0;
      release = [];
      const [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
      await flow.source.query(`DELETE FROM workflows WHERE name LIKE 'restart %'`);
      const held = Array.from({ length: 4 }, (_, nth) => `/held/${how}/${nth}`);
      for (const [nth, path] of held.entries())
        await start(installationId, `restart held ${how} ${nth}`, [
          call('first', `/first/${how}/${nth}`),
          call('held', path),
          call('last', `/last/${how}/${nth}`),
        ]);
      await start(installationId, `restart asks ${how}`, [
        call('first', `/asks/${how}`),
        { approval: { from: ['write'], within: '1h' } },
        call('last', `/approved/${how}`),
      ]);
      await start(installationId, `restart waits ${how}`, [
        call('first', `/waits/${how}`),
        { delay: { for: '3s' } },
        call('last', `/waited/${how}`),
      ]);
      await expect.poll(() => release.length, { timeout: 90_000 }).toBe(held.length);
      const waiting = async () => (await runs()).filter(({ waits }) => waits !== null).length;
      await expect.poll(waiting, { timeout: 90_000 }).toBe(2);
      const pid = readLockFile(join(folder, 'data'))?.pid ?? 0;
      process.kill(pid, signal);
      // What was asked is answered while nobody can write it down.
      for (const answer of release) answer();
      await expect.poll(() => readLockFile(join(folder, 'data'))?.pid, { timeout: 90_000 }).not.toBe(pid);
      const asks = async () => (await runs().catch(() => [])).find(({ waits }) => waits?.startsWith('approval:'));
      await expect.poll(asks, { timeout: 90_000 }).toBeDefined();
      const { id } = (await asks())!;
      await flow.source.transaction(async (manager) => {
        const open = await openApproval(manager, id);
        await decideApproval(manager, open!, { decision: 'granted', by: 'dora', note: null });
      });
      const ended = async () => (await runs()).filter(({ status }) => !['pending', 'running'].includes(status));
      await expect.poll(async () => (await ended()).length, { timeout: 90_000 }).toBe(held.length + 2);
      expect((await ended()).map(({ status, reason }) => [status, reason])).toEqual(
        Array.from({ length: held.length + 2 }, () => ['completed', null]),
      );
      const all = held.flatMap((path, nth) => [path, `/first/${how}/${nth}`, `/last/${how}/${nth}`]);
      all.push(...['asks', 'approved', 'waits', 'waited'].map((path) => `/${path}/${how}`));
      expect(heard.toSorted()).toEqual(all.toSorted());
    },
    120_000,
  );
});
