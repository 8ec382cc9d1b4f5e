import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../../src/access/tenancy/access.js';
import { SCOPES, type Scope } from '../../src/access/caller.js';
import { serviceHealth, type HealthPorts } from '../../src/api/service-health.js';
import { createDataSource } from '../../src/database/data-source.js';
import { serviceProbes, type ProbedServices, type ServiceProbes } from '../../src/operations/service-probes.js';
import { version } from '../../src/version.js';
import { forgetModelRefusal, noteModelRefusal } from '../../src/operations/model-refusal.js';
import { startScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: ProbedServices['source'];
beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, scope: 'system', poolSize: 2, applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const nothing = { neo4j: null, mem0: null, claude: null };
const away = { uri: 'bolt://127.0.0.1:9', username: 'neo4j', password: 'p', database: null, maxNodes: null };
const claudeAt = (baseUrl: string) =>
  ({
    provider: { kind: 'anthropic', apiKey: 'sk-ant-a-key-that-nobody-sees', baseUrl },
    model: 'claude-sonnet-5-5',
  }) as never;

function probesOf(over: Partial<ProbedServices> = {}) {
  return serviceProbes({ config: nothing, source, askGitHub: async () => undefined, degraded: () => [], ...over });
}

type Who = 'admin' | 'member';
const accessOf = (role: Who) => ({ installations: [{ role }] }) as unknown as Access;

async function ask(
  probes: ServiceProbes,
  who: Who | null = null,
  { scopes = SCOPES, ...over }: { scopes?: readonly Scope[] } & Partial<HealthPorts> = {},
) {
  const routes = serviceHealth({
    probes,
    environment: 'production',
    uptime: () => 12.345,
    authenticate: async (request) =>
      request.headers.has('authorization')
        ? { caller: { userId: 1, scopes: new Set(scopes) } as never, setCookie: null }
        : null,
    readAccess: async () => accessOf(who ?? 'member'),
    ...over,
  });
  const response = await routes.request('/health', { headers: who === null ? {} : { authorization: 'Bearer x' } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function beat() {
  await source.query(
    `INSERT INTO executors (executor_id, role, version, heartbeat_at) VALUES ('e', 'all', '1', now())
     ON CONFLICT (executor_id) DO UPDATE SET heartbeat_at = now()`,
  );
}

describe('/health', () => {
  it('names each part in the words of the contract', async () => {
    await beat();
    expect(await ask(probesOf().probes)).toEqual({
      status: 200,
      body: {
        status: 'healthy',
        service: 'Nectr',
        version,
        environment: 'production',
        uptime_seconds: 12.3,
        database: 'healthy',
        neo4j: 'not configured',
        mem0: 'not configured',
        claude: 'not configured',
        github: 'healthy',
        queue: 'healthy',
      },
    });
  });

  it('is degraded while another part is away, and tells an administrator why', async () => {
    await source.query('DELETE FROM executors');
    const refusing = createServer((_, response) => response.writeHead(401).end('{"error":{"message":"no"}}'));
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    const { probes, close } = probesOf({
      config: { neo4j: away, mem0: { apiKey: 'm'.repeat(20), host: 'http://127.0.0.1:9' }, claude: claudeAt(url) },
      askGitHub: () => Promise.reject(new Error('GitHub gave no answer')),
    });
    const bare = await ask(probes);
    expect(bare.status).toBe(200);
    const words = {
      neo4j: 'unhealthy',
      mem0: 'unhealthy',
      claude: 'unhealthy',
      github: 'unhealthy',
      queue: 'unhealthy',
    };
    expect(bare.body).toMatchObject({ status: 'degraded', database: 'healthy', ...words });
    const told = await ask(probes, 'admin');
    expect(told.body).toMatchObject({
      neo4j: expect.stringMatching(/^unhealthy: .+/),
      claude: expect.stringMatching(/^unhealthy: .+/),
      mem0: expect.stringMatching(/^unhealthy: .+/),
      github: 'unhealthy: GitHub gave no answer',
      queue: 'unhealthy: no worker is alive',
    });
    expect(JSON.stringify(told.body)).not.toContain('sk-ant');
    await close();
    refusing.close();
  });

  it('is degraded while Claude refuses reviews, though its model may be looked at, until it answers again', async () => {
    const claude = await startScriptedAnthropic();
    const words = async () =>
      (await ask(probesOf({ config: { ...nothing, claude: claudeAt(claude.url) } }).probes, 'admin')).body;
    await noteModelRefusal(source, 'claude-sonnet-5-5', 'Claude: the credit balance is too low');
    expect(await words()).toMatchObject({
      status: 'degraded',
      claude: 'unhealthy: Claude: the credit balance is too low',
    });
    await forgetModelRefusal(source, 'claude-sonnet-5-5');
    expect(await words()).toMatchObject({ claude: 'healthy' });
    await claude.close();
  });

  it('gives the bare words to whoever is no administrator, lacks the scope, or cannot be known in time', async () => {
    const { probes } = probesOf({ degraded: () => ['webhook'] });
    const admin = await ask(probes, 'admin');
    expect(admin.body['github']).toBe("unhealthy: the App's webhook does not lead here");
    const others = [
      await ask(probes),
      await ask(probes, 'member'),
      await ask(probes, 'admin', { scopes: ['read', 'write', 'mcp'] }),
      await ask(probes, 'admin', { authenticate: () => Promise.reject(new Error('the database is away')) }),
      await ask(probes, 'admin', { readAccess: () => new Promise(() => undefined) }),
    ];
    expect(others.map(({ body }) => body['github'])).toEqual(Array(5).fill('unhealthy'));
  });

  it('is unhealthy, with 503, while the database is away, and shows no address of it', async () => {
    const gone = createDataSource({ url: database.url, scope: 'system', poolSize: 1, applicationName: 'test' });
    const answer = await ask(probesOf({ source: gone }).probes, 'admin');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ status: 'unhealthy', database: expect.stringMatching(/^unhealthy: .+/) });
    expect(JSON.stringify(answer.body)).not.toContain('postgres://');
  });

  it('says which queue is late', async () => {
    await beat();
    await source.query(
      `INSERT INTO dbos.workflow_status (workflow_uuid, status, queue_name, created_at, updated_at)
       VALUES ('late', 'ENQUEUED', 'events', extract(epoch FROM now() - interval '90 seconds') * 1000, 0)`,
    );
    const { body } = await ask(probesOf().probes, 'admin');
    expect(body['queue']).toMatch(/^unhealthy: events: the oldest work waits 9\d s$/);
    expect(body['status']).toBe('degraded');
  });
});
