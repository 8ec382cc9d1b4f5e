import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { isTransientDatabaseError } from '../../src/database/is-transient-error.js';
import { createGitHubReceiver, type Receiver } from '../../src/receiver.js';
import { startTcpProxy, type TcpProxy } from '../database/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { pullPayload } from '../workflows/pull-event.js';
import { pem } from '../app-key.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);

/** The limits of production (5 s for an answer, for a statement and for a connection), a tenth of them. */
const LIMIT = 1000;

let database: TestDatabase;
let proxy: TcpProxy;
let source: DataSource;
let direct: DataSource;
let open: { receiver: Receiver; server: Server }[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startTcpProxy(database.url);
  source = createDataSource({
    scope: 'system',
    url: proxy.url,
    poolSize: 2,
    applicationName: 'receiver',
    queryTimeoutMs: LIMIT,
    connectTimeoutMs: LIMIT,
  });
  direct = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await Promise.all([source.initialize(), direct.initialize()]);
});
afterEach(async () => {
  for (const { receiver, server } of open) {
    server.closeAllConnections();
    server.close();
    await receiver.close();
  }
  open = [];
  await direct.destroy();
  await proxy.close();
  await source.destroy().catch(() => undefined);
  await database.close();
});

async function receive(secrets = [NEW]) {
  const refusals: unknown[] = [];
  const receiver = await createGitHubReceiver({
    app: { appId: 1, privateKey: pem, webhookSecrets: secrets },
    source,
    isWanted: () => true,
    answered: () => undefined,
    log: { ...silent, warn: (fields) => void refusals.push('err' in fields ? fields.err : null) },
    commitTimeoutMs: LIMIT,
  });
  const server = createServer((request, response) => void receiver.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ receiver, server });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`;
  const post = async (id: string = randomUUID(), secret = NEW): Promise<number> => {
    const body = JSON.stringify(pullPayload({ before: 'b', head: createHash('sha1').update(id).digest('hex') }));
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
    return (await fetch(url, { method: 'POST', body, headers })).status;
  };
  return { post, refusals };
}

async function stored(id: string): Promise<{ status: string; queued: number }[]> {
  return direct.query(
    `SELECT status, (SELECT count(*)::int FROM dbos.workflow_status w WHERE w.workflow_uuid = 'event:' || e.id) AS queued
       FROM events e WHERE delivery_id = $1`,
    [id],
  );
}

/** Sessions of the receiver that hold a transaction. */
function openTransactions(): Promise<unknown[]> {
  return direct.query(
    `SELECT state, query FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'receiver' AND xact_start IS NOT NULL`,
  );
}

describe('A5: PostgreSQL is slow', () => {
  it.each([
    ['its answers', () => proxy.delayAnswers(3 * LIMIT)],
    ['our requests', () => proxy.delayRequests(3 * LIMIT)],
  ])(
    '%s take too long: 503 within the limit, no transaction is left, the redelivery is taken once',
    async (_, slow) => {
      const { post } = await receive();
      expect(await post('first')).toBe(202);
      slow();
      const from = performance.now();
      expect(await post('slow')).toBe(503);
      expect(performance.now() - from).toBeLessThan(2 * LIMIT);
      proxy.delayAnswers(0);
      proxy.delayRequests(0);
      await expect.poll(() => post('slow'), { timeout: 10_000 }).toBe(202);
      await expect.poll(openTransactions, { timeout: 5000 }).toEqual([]);
      expect(await stored('slow')).toEqual([{ status: 'pending', queued: 1 }]);
    },
  );

  it('a statement that is slow itself is ended by the server, and leaves nothing', async () => {
    const { post } = await receive();
    await direct.query(
      `CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(${(8 * LIMIT) / 1000}); RETURN NEW; END $$ LANGUAGE plpgsql`,
    );
    await direct.query('CREATE TRIGGER dawdle BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION dawdle()');
    expect(await post('dawdled')).toBe(503);
    await expect.poll(openTransactions, { timeout: 4 * LIMIT }).toEqual([]);
    await direct.query('DROP TRIGGER dawdle ON events');
    expect(await stored('dawdled')).toEqual([]);
    expect(await post('dawdled')).toBe(202);
  });

  it('C9: a connection on which nothing comes back is given up, and a new one taken', async () => {
    const { post } = await receive();
    expect(await post()).toBe(202);
    proxy.freeze();
    expect(await post('frozen')).toBe(503);
    await expect.poll(() => post('frozen'), { timeout: 10_000, interval: 100 }).toBe(202);
    expect(await stored('frozen')).toEqual([{ status: 'pending', queued: 1 }]);
  });
});

describe("C11: the receiver's own small pool is used up", () => {
  it('the answer is quick and 503, and the next delivery is taken', async () => {
    const { post, refusals } = await receive();
    const held = [source.createQueryRunner(), source.createQueryRunner()];
    for (const runner of held) await runner.connect();
    const from = performance.now();
    expect(await post('crowded')).toBe(503);
    expect(performance.now() - from).toBeLessThan(2 * LIMIT);
    expect(refusals).toHaveLength(1);
    for (const runner of held) await runner.release();
    await expect.poll(() => post('crowded'), { timeout: 5000 }).toBe(202);
    expect(await stored('crowded')).toEqual([{ status: 'pending', queued: 1 }]);
  });

  it('the error itself can be tried again', async () => {
    const held = [source.createQueryRunner(), source.createQueryRunner()];
    for (const runner of held) await runner.connect();
    const error = await source.query('SELECT 1').catch((caught: unknown) => caught);
    expect(isTransientDatabaseError(error)).toBe(true);
    for (const runner of held) await runner.release();
  });

  it('another pool that is used up does not touch it', async () => {
    const { post } = await receive();
    const worker = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'worker' });
    await worker.initialize();
    const runner = worker.createQueryRunner();
    await runner.connect();
    expect(await post()).toBe(202);
    await runner.release();
    await worker.destroy();
  });
});

describe('C12: what PostgreSQL refuses at receipt', () => {
  it.each<[string, string, 202 | 503]>([
    ['53300', 'too many connections', 503],
    ['53100', 'disk full', 503],
    ['53200', 'out of memory', 503],
    ['25006', 'read-only', 503],
    ['57P03', 'in recovery', 503],
    ['57P01', 'shut down', 503],
    ['40P01', 'deadlock', 503],
    ['40001', 'serialization', 503],
    ['55P03', 'lock timeout', 503],
    ['57014', 'statement timeout', 503],
    ['42P01', 'a table is missing', 503],
    ['22P05', 'jsonb refuses the payload', 202],
  ])('%s (%s) is answered %i, and nothing half is left', async (state, _, status) => {
    await direct.query(`CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
      IF NEW.payload <> '{}' THEN RAISE EXCEPTION 'refused' USING ERRCODE = '${state}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql`);
    await direct.query('CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse()');
    const { post } = await receive();
    const answers = await Promise.all([post('one'), post('two'), post('three')]);
    expect(answers).toEqual([status, status, status]);
    expect(await stored('two')).toEqual(status === 202 ? [{ status: 'failed', queued: 0 }] : []);
    await direct.query('DROP TRIGGER refuse ON events');
    expect(await post('two')).toBe(202);
    expect(await stored('two')).toEqual([
      status === 202 ? { status: 'failed', queued: 0 } : { status: 'pending', queued: 1 },
    ]);
  });

  it.each([
    ['25006', 'SET default_transaction_read_only = on'],
    ['53300', 'CONNECTION LIMIT 0'],
  ])('%s from PostgreSQL itself: 503, then taken', async (state, how) => {
    const { post, refusals } = await receive();
    const name = new URL(database.url).pathname.slice(1);
    await direct.query(`ALTER DATABASE ${name} ${how}`);
    await cutReceiver();
    expect(await post('held')).toBe(503);
    expect(await post('held')).toBe(503);
    // Probot gathers what its handlers threw.
    expect(refusals.at(-1)).toMatchObject({ errors: [{ code: state }] });
    await direct.query(
      `ALTER DATABASE ${name} ${how.startsWith('SET') ? 'RESET default_transaction_read_only' : 'CONNECTION LIMIT -1'}`,
    );
    await cutReceiver();
    await expect.poll(() => post('held'), { timeout: 5000 }).toBe(202);
    expect(await stored('held')).toEqual([{ status: 'pending', queued: 1 }]);
  });

  /** New connections only know of a changed setting. */
  async function cutReceiver(): Promise<void> {
    await direct.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'receiver'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

describe('C13: the answer to the commit is lost', () => {
  it('the delivery is answered 503, is stored, and its redelivery is known: one row, one piece of work', async () => {
    const { post } = await receive();
    expect(await post()).toBe(202);
    proxy.loseCommitOf(/record_events/);
    expect(await post('lost')).toBe(503);
    expect(proxy.lost()).toBe(1);
    expect(await stored('lost')).toEqual([{ status: 'pending', queued: 1 }]);
    expect(await post('lost')).toBe(202);
    expect(await stored('lost')).toEqual([{ status: 'pending', queued: 1 }]);
  });
});

describe('A15: the secret is changed', () => {
  it('both are taken for as long as both are set, then only the new one', async () => {
    const during = await receive([NEW, OLD]);
    // A few at a time: the door of these tests answers 503 after a second.
    for (let index = 0; index < 40; index += 4) {
      const mixed = [0, 1, 2, 3].map((more) => during.post(`mixed-${index + more}`, more % 2 ? OLD : NEW));
      expect(await Promise.all(mixed)).toEqual([202, 202, 202, 202]);
    }
    const rows = await direct.query('SELECT count(*)::int AS count FROM events');
    expect(rows).toEqual([{ count: 40 }]);
    const after = await receive([NEW]);
    expect(await after.post('late', OLD)).toBe(401);
    expect(await stored('late')).toEqual([]);
    expect(await after.post('late', NEW)).toBe(202);
  });
});
