import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { readModel } from '../../../src/claude/read-model.js';
import { ClaudeRefusedError, ClaudeUnavailableError } from '../../../src/claude/claude-error.js';
import type { ClaudeConfig } from '../../../src/claude-config.js';
import { readConfig } from '../../../src/config.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { McpError } from '../../../src/integrations/mcp-client/mcp-error.js';
import { Mem0Error } from '../../../src/memory/mem0/mem0-error.js';
import { readAppManifest } from '../../../src/app-manifest.js';
import { appLink } from '../../../src/operations/app-link.js';
import { unavailable } from '../../../src/graph/neo4j/neo4j-trouble.js';
import type { Check } from '../../../src/operations/doctor/check.js';
import { forgetModelRefusal, noteModelRefusal, readModelRefusal } from '../../../src/operations/model-refusal.js';
import type { DoctorPorts } from '../../../src/operations/doctor/doctor-ports.js';
import { examine } from '../../../src/operations/doctor/examine.js';
import { createMetrics } from '../../../src/operations/metrics.js';
import { ensurePartitions } from '../../../src/operations/partitions.js';
import { purge } from '../../../src/operations/retention.js';
import { startHeartbeat } from '../../../src/operations/heartbeat.js';
import type { GitHubApp } from '../../../src/github/read/read-app.js';
import type { FaultKind } from '../../claude/scripted/faults.js';
import { startScriptedAnthropic } from '../../claude/scripted-anthropic.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

const now = new Date('2026-06-10T12:00:00Z');
let database: TestDatabase;
let empty: TestDatabase;
let source: DataSource;
let unmigrated: DataSource;

beforeAll(async () => {
  [database, empty] = [await createTestDatabase(), await createTestDatabase({ empty: true })];
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' });
  unmigrated = createDataSource({ scope: 'system', url: empty.url, poolSize: 1, applicationName: 'test' });
  await Promise.all([source.initialize(), unmigrated.initialize()]);
});
afterAll(async () => {
  await Promise.all([source.destroy(), unmigrated.destroy()]);
  await Promise.all([database.close(), empty.close()]);
});

const manifest = readAppManifest();
const app: GitHubApp = {
  id: 1,
  slug: 'nectr',
  permissions: manifest.default_permissions,
  events: manifest.default_events,
  date: now.toUTCString(),
};

const hook = { url: 'https://n.example/api/github/webhooks', contentType: 'json', checksCertificate: true };

function ports(change: Partial<DoctorPorts> = {}): DoctorPorts {
  return {
    config: { ...readConfig({}), mode: 'configured', app: { appId: 1, privateKey: '', webhookSecrets: ['x'] } },
    source,
    readApp: async () => app,
    readHook: async () => hook,
    readDelivery: async () => ({ event: 'ping', at: now, status: '202 Accepted', isTaken: true, isMistrusted: false }),
    readModel: async () => ({ id: 'claude-sonnet-5-5', contextTokens: 1_000_000, without: [] }),
    readNeo4j: async () => ({
      version: '5.26.0',
      edition: 'community',
      missing: 0,
      wanted: 9,
      nodes: 10,
      relationships: 25,
    }),
    readMem0: async () => ({ speaks: 'platform' }),
    readMcp: async () => ({ tools: 3 }),
    dataFolder: '/',
    nodeVersion: 'v20.19.0',
    now: () => now,
    ...change,
  };
}

async function red(change: Partial<DoctorPorts>): Promise<string[]> {
  const checks = await examine(ports(change));
  for (const check of checks) expect(check.ok).toBe(check.mend === null);
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

/** The line about Claude; without a model it is not configured. */
async function claude(
  change: Partial<DoctorPorts>,
  model: string | undefined = 'claude-sonnet-5-5',
): Promise<Check | undefined> {
  const { config } = ports();
  const set = model === '' ? null : { ...readConfig({ ANTHROPIC_API_KEY: 'sk-ant-12345678' }).claude, model };
  const checks = await examine(ports({ ...change, config: { ...config, claude: set as ClaudeConfig | null } }));
  return checks.find(({ name }) => name === 'Claude');
}

describe('sign-in', () => {
  const login = { clientId: 'Iv23liAbCdEf', clientSecret: 'hidden-client-secret' };
  const line = async (change: Partial<typeof app> & object, config: object) => {
    const readApp = async () => ({ ...app, ...change });
    const checks = await examine(ports({ readApp, config: { ...ports().config, ...config } as DoctorPorts['config'] }));
    return checks.find(({ name }) => name === 'sign-in');
  };
  const owner = { login: 'acme', type: 'Organization' };

  it('says where client ID and secret are found while nobody can sign in', async () => {
    expect(await line({ client_id: 'Iv23liAbCdEf', owner }, {})).toMatchObject({
      ok: true,
      found: expect.stringMatching(
        /^not configured: set GITHUB_CLIENT_ID=Iv23liAbCdEf .*https:\/\/github\.com\/organizations\/acme\/settings\/apps\/nectr /,
      ),
    });
    expect(await line({}, { gheHost: 'ghe.acme.dev' })).toMatchObject({
      found: expect.stringContaining('https://ghe.acme.dev/settings/apps/nectr'),
    });
  });

  it('is red where the client ID is of another App', async () => {
    expect(await line({ client_id: 'Iv23liOther' }, { login })).toMatchObject({
      ok: false,
      mend: expect.stringContaining('set GITHUB_CLIENT_ID=Iv23liOther'),
    });
    const good = await line({ client_id: 'Iv23liAbCdEf' }, { login, backendUrl: 'https://nectr.acme.dev' });
    expect(good).toMatchObject({
      ok: true,
      found: expect.stringContaining('https://nectr.acme.dev/auth/github/callback'),
    });
    expect(JSON.stringify(good)).not.toContain(login.clientSecret);
  });
});

describe('integrations', () => {
  it('that do not work have a line each, the others one together', async () => {
    const lines = async () => (await examine(ports())).filter(({ name }) => /slack|teams|integrations/.test(name));
    expect(await lines()).toEqual([]);
    const [{ id }]: [{ id: number }] = await source.query(
      `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
       VALUES (771, 'acme', 771, 'Organization') RETURNING id`,
    );
    const rows = [
      ['chat', 'slack', 'unhealthy', 'Slack does not take the credentials: the token was revoked.', true],
      ['room', 'teams', 'healthy', null, true],
      ['late', 'slack', 'degraded', 'The app cannot post.', true],
      ['old', 'slack', 'unhealthy', 'away', false],
    ] as const;
    for (const row of rows)
      await source.query(
        `INSERT INTO integrations (installation_id, name, type, health_status, health_detail, enabled) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, ...row],
      );
    expect(await lines()).toMatchObject([
      {
        name: 'slack chat (acme)',
        ok: false,
        found: 'Slack does not take the credentials: the token was revoked.',
        mend: expect.stringContaining('/test'),
      },
      {
        name: 'integrations',
        ok: true,
        found: '2 integrations connected; something is missing for late (acme)',
        mend: null,
      },
    ]);
    await source.query('DELETE FROM installations WHERE id = $1', [id]);
  });
});

describe('Mem0', () => {
  const line = async (readMem0: DoctorPorts['readMem0']) => {
    const mem0 = { apiKey: 'm0-4b1c9e7f20d8a356', host: 'https://mem0.acme.dev' };
    const checks = await examine(ports({ readMem0, config: { ...ports().config, mem0 } }));
    return checks.find(({ name }) => name === 'mem0');
  };

  it('says what it speaks with, and nothing where it is not configured', async () => {
    expect(await line(async () => ({ speaks: 'open-source' }))).toMatchObject({
      ok: true,
      found: 'the open-source server at https://mem0.acme.dev answers, indexed: 0',
    });
    expect((await examine(ports())).find(({ name }) => name === 'mem0')).toBeUndefined();
  });

  it.each([
    ['open', 'ADMIN_API_KEY'],
    ['key', 'MEM0_API_KEY'],
    ['unknown', 'MEM0_HOST'],
    ['limited', 'dashboard'],
    ['away', 'MEM0_HOST'],
  ] as const)('is red where it is %s', async (trouble, mend) => {
    const checked = await line(() => Promise.reject(new Mem0Error(trouble)));
    expect(checked).toMatchObject({ ok: false, mend: expect.stringContaining(mend) });
  });
});

describe('MCP', () => {
  const line = async (
    readMcp: DoctorPorts['readMcp'],
    LINEAR_API_KEY = 'lin_api_12345678',
    LINEAR_MCP_INSTALLATIONS = '',
  ) => {
    const LINEAR_MCP_URL = 'https://linear.acme.dev/mcp';
    const { mcpServers } = readConfig({ LINEAR_API_KEY, LINEAR_MCP_URL, LINEAR_MCP_INSTALLATIONS });
    const checks = await examine(ports({ readMcp, config: { ...ports().config, mcpServers } }));
    return checks.find(({ name }) => name === 'mcp linear');
  };

  it('has a line for each server, and none where none is set', async () => {
    expect(await line(async () => ({ tools: 3 }))).toMatchObject({
      ok: true,
      found: 'linear.acme.dev answers with 3 tools',
    });
    expect((await examine(ports())).filter(({ name }) => name.startsWith('mcp'))).toEqual([]);
  });

  it('warns where the tickets of one are shown to several installations, and where it is for nobody', async () => {
    const of = (accounts: string) => line(async () => ({ tools: 3 }), 'lin_api_12345678', accounts);
    const install = (id: number, login: string) =>
      source.query(
        `INSERT INTO installations (github_installation_id, account_id, account_login, account_type)
         VALUES ($1, $1, $2, 'Organization')`,
        [id, login],
      );
    try {
      await install(1, 'Acme');
      expect(await of('')).toMatchObject({ ok: true });
      await install(2, 'other');
      expect(await of('')).toMatchObject({
        ok: false,
        found: 'linear.acme.dev answers with 3 tools; it is asked for all 2 installations',
        mend: expect.stringMatching(/^set LINEAR_MCP_INSTALLATIONS to .*: acme, other$/),
      });
      expect(await of('ACME')).toMatchObject({ ok: true });
      expect(await of('acme,other')).toMatchObject({ ok: true });
      expect(await of('acme,tpyo')).toMatchObject({
        ok: false,
        found: expect.stringContaining('the App is not installed for tpyo'),
        mend: 'correct LINEAR_MCP_INSTALLATIONS: acme, other',
      });
      await source.query(`UPDATE installations SET deleted_at = now() WHERE account_login = 'other'`);
      expect(await of('')).toMatchObject({ ok: true });
    } finally {
      await source.query('DELETE FROM installations');
    }
  });

  it('says how one that does not answer is mended', async () => {
    const refused = () => Promise.reject(new McpError('token', 'it does not accept the token (status 401)'));
    expect(await line(refused)).toMatchObject({
      ok: false,
      mend: expect.stringContaining('to a token that it accepts'),
    });
    expect(await line(refused, '')).toMatchObject({ mend: 'set LINEAR_API_KEY' });
    const away = () => Promise.reject(new McpError('away', 'nothing answers at its address'));
    expect(await line(away)).toMatchObject({ ok: false, mend: expect.stringContaining('LINEAR_MCP_URL') });
  });
});

it('says how large the database is, and of the graph only what lies in it', async () => {
  const size = async (config = ports().config) =>
    (await examine(ports({ config }))).find(({ name }) => name === 'size')?.found;
  expect(await size()).toMatch(
    /^[\d.]+ MB, most of it: \S+ [\d.]+ [kM]B, .*; the graph in it: about \d+ nodes and \d+ relationships, [\d.]+ [kM]B$/,
  );
  const neo4j = { uri: 'bolt://h', username: 'neo4j', password: 'p', database: null, maxNodes: null };
  expect(await size({ ...ports().config, neo4j })).not.toContain('graph');
});

it('says how memories are found, and who could let them be found better', async () => {
  const memories = async () => (await examine(ports())).find(({ name }) => name === 'memories');
  expect(await memories()).toEqual({
    name: 'memories',
    ok: true,
    found: 'found by words and by likeness',
    mend: null,
  });
  await source.query('DROP EXTENSION pg_trgm');
  try {
    expect(await memories()).toMatchObject({ ok: true, found: expect.stringContaining('CREATE EXTENSION pg_trgm') });
  } finally {
    await source.query('CREATE EXTENSION pg_trgm');
  }
});

describe('Neo4j', () => {
  const neo4j = { uri: 'bolt://h', username: 'neo4j', password: 'p', database: null, maxNodes: null };
  const seen = { version: '5.26.0', edition: 'community', missing: 0, wanted: 9, nodes: 10, relationships: 25 };
  const line = async (change: Partial<typeof seen> | Error, maxNodes: number | null = null) => {
    const { config } = ports();
    const readNeo4j = async () => {
      if (change instanceof Error) throw change;
      return { ...seen, ...change };
    };
    const checks = await examine(ports({ readNeo4j, config: { ...config, neo4j: { ...neo4j, maxNodes } } }));
    return checks.find(({ name }) => name === 'neo4j');
  };

  it('says where it lies and how full that is', async () => {
    expect(await line({})).toMatchObject({
      ok: true,
      found: 'Neo4j 5.26.0 community, 9 of 9 constraints and indexes, 10 nodes, 25 relationships',
    });
    expect(await line({}, 10)).toMatchObject({ ok: false, mend: expect.stringContaining('NEO4J_MAX_NODES') });
    expect((await examine(ports())).find(({ name }) => name === 'neo4j')).toBeUndefined();
    expect((await examine(ports())).find(({ name }) => name === 'graph')).toMatchObject({ ok: true });
  });

  it.each([
    ['an old version', { version: '4.4.1' }, 'Neo4j 5'],
    ['missing constraints', { missing: 2 }, 'start the server'],
    ['a wrong password', unavailable('password'), 'NEO4J_PASSWORD'],
    ['a wrong database', unavailable('database'), 'NEO4J_DATABASE'],
    ['a server that is away', unavailable('away'), 'NEO4J_URI'],
  ])('tells %s from the rest', async (_, change, mend) => {
    expect(await line(change)).toMatchObject({ ok: false, mend: expect.stringContaining(mend) });
  });
});

describe('examine', () => {
  it('is green where all is well, once a worker is alive', async () => {
    expect(await red({})).toEqual(['workers']);
    const heartbeat = await startHeartbeat({
      source,
      executorId: 'e',
      role: 'all',
      version: '1',
      intervalMs: 60_000,
      onLost: () => undefined,
    });
    expect(await red({})).toEqual([]);
    await heartbeat.stop();
  });

  it.each<[string, Partial<DoctorPorts>, string]>([
    ['an old Node', { nodeVersion: 'v20.18.1' }, 'node'],
    ['no configuration', { config: readConfig({}) }, 'configuration'],
    ['a database that is away', { source: { failure: 'connection refused' } }, 'database'],
    ['a key GitHub refuses', { readApp: () => Promise.reject(new Error('401')) }, 'GitHub App'],
    ['a clock that is off', { now: () => new Date(now.getTime() + 60_000) }, 'clock'],
    [
      'a missing permission',
      { readApp: async () => ({ ...app, permissions: { ...app.permissions, checks: 'read' } }) },
      'permissions',
    ],
    ['a webhook nobody set', { readHook: async () => ({ ...hook, url: null }) }, 'webhook'],
    ['a webhook that cannot be read', { readHook: () => Promise.reject(new Error('502')) }, 'webhook'],
    ['a missing event', { readApp: async () => ({ ...app, events: [] }) }, 'events'],
  ])('is red for %s', async (_, change, name) => {
    expect(await red(change)).toContain(name);
  });

  it('says of Claude that it is not configured, answers, or has no known price, all in green', async () => {
    expect(await claude({}, '')).toMatchObject({ ok: true, found: expect.stringContaining('ANTHROPIC_API_KEY') });
    const later = { now: () => new Date('2026-12-01T00:00:00Z') };
    expect(await claude({ ...later })).toMatchObject({ ok: true, found: 'claude-sonnet-5-5 answers' });
    expect(await claude({ ...later }, 'claude-unheard-of')).toMatchObject({
      ok: true,
      found: expect.stringContaining('price is not known'),
    });
  });

  it.each<[string, { kind: FaultKind }, RegExp]>([
    ['a key it refuses', { kind: 'key' }, /set ANTHROPIC_API_KEY/],
    ['a model it does not know', { kind: 'model-gone' }, /correct ANTHROPIC_MODEL/],
    ['an account without money', { kind: 'billing' }, /billing and limits/],
    ['a key that may not', { kind: 'permission' }, /workspace of the key/],
    ['a page instead of an answer', { kind: 'html' }, /proxy and firewall/],
    ['no answer', { kind: 'hang' }, /proxy and firewall/],
  ])('is red for %s, and says how to mend it', async (_, { kind }, mend) => {
    const server = await startScriptedAnthropic();
    server.fault(kind);
    const check = await claude({
      readModel: (config) =>
        readModel({
          ...config,
          provider: { kind: 'anthropic', apiKey: 'sk-ant-12345678', baseUrl: server.url },
          idleMs: kind === 'hang' ? 200 : 10_000,
        }),
    });
    expect(check).toMatchObject({ ok: false, mend: expect.stringMatching(mend) });
    await server.close();
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'Amazon Bedrock',
      { CLAUDE_PROVIDER: 'bedrock', AWS_REGION: 'eu-central-1' },
      /^global\.anthropic\.claude-sonnet-5-5 answers through Amazon Bedrock in eu-central-1; Amazon Bedrock takes no strict tools/,
    ],
    [
      'Google Vertex',
      { CLAUDE_PROVIDER: 'vertex', ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews', CLOUD_ML_REGION: 'europe-west1' },
      /^claude-sonnet-5-5 answers through Google Vertex in europe-west1; Amazon Bedrock takes no strict tools/,
    ],
  ])('says what answers through %s, what it lacks, and what to mend', async (_, env, found) => {
    const config = { ...ports().config, claude: readConfig(env).claude };
    const line = async (change: Partial<DoctorPorts>) =>
      (await examine(ports({ config, ...change, now: () => new Date('2026-12-01T00:00:00Z') }))).find(
        ({ name }) => name === 'Claude',
      );
    const readModel = async ({ model: id }: ClaudeConfig) => ({
      id,
      contextTokens: null,
      without: ['Amazon Bedrock takes no strict tools'],
    });
    expect(await line({ readModel })).toMatchObject({ ok: true, found: expect.stringMatching(found) });
    for (const reason of ['key', 'model', 'permission', 'billing'] as const) {
      const refusal = new ClaudeRefusedError(reason, 'the words of the refusal: with a mend');
      const check = await line({ readModel: () => Promise.reject(refusal) });
      expect(check).toMatchObject({
        ok: false,
        found: refusal.message,
        mend: expect.not.stringContaining('Anthropic'),
      });
    }
    const away = await line({ readModel: () => Promise.reject(new ClaudeUnavailableError('no answer')) });
    expect(away?.mend).toMatch(/^can this machine reach (?:bedrock-runtime\.eu-central-1|europe-west1-aiplatform)\./);
  });

  it('asks the real endpoint which model it is', async () => {
    const server = await startScriptedAnthropic({ apiKey: 'sk-ant-12345678' });
    const provider = { kind: 'anthropic' as const, apiKey: 'sk-ant-12345678', baseUrl: server.url };
    const options = { provider, model: 'claude-opus-5-5' };
    expect(await readModel(options)).toEqual({ id: 'claude-opus-5-5', contextTokens: 1_000_000, without: [] });
    await expect(readModel({ ...options, model: 'claude-2' })).rejects.toMatchObject({ reason: 'model' });
    await expect(readModel({ ...options, provider: { ...provider, apiKey: 'sk-ant-87654321' } })).rejects.toMatchObject(
      { reason: 'key' },
    );
    expect(server.requests).toEqual([]);
    await server.close();
  });

  it('asks for an answer where somebody looks: an account without credit describes its models, too', async () => {
    const server = await startScriptedAnthropic();
    const provider = { kind: 'anthropic' as const, apiKey: 'sk-ant-12345678', baseUrl: server.url };
    const options = { provider, model: 'claude-opus-5-5' };
    server.fault('no-credit', { when: ({ messages }) => messages.length > 0 });
    expect(await readModel(options)).toMatchObject({ id: 'claude-opus-5-5' });
    await expect(readModel(options, { thorough: true })).rejects.toMatchObject({ reason: 'billing' });
    await server.close();
  });

  it('is red for a schema that is not migrated', async () => {
    expect(await red({ source: unmigrated })).toContain('migrations');
  });
});

describe('what went wrong in operation', () => {
  it('is red where GitHub signs with another webhook secret', async () => {
    const delivery = { event: 'ping', at: now, status: '401 Unauthorized', isTaken: false, isMistrusted: true };
    const checks = await examine(ports({ readDelivery: async () => delivery }));
    expect(checks.find(({ name }) => name === 'delivery')).toMatchObject({
      ok: false,
      found: expect.stringContaining('WEBHOOK_SECRET is not the secret that GitHub signs with'),
      mend: expect.stringContaining("the webhook secret of the App's page"),
    });
  });

  it('is red where a model has refused a review, until it answers or a worker starts anew', async () => {
    await noteModelRefusal(source, 'claude-haiku-5-5', 'the Anthropic account has no credit');
    expect(await claude({})).toMatchObject({
      ok: false,
      found: expect.stringMatching(/^claude-haiku-5-5 refused a review at .*: the Anthropic account has no credit$/),
    });
    await forgetModelRefusal(source, 'claude-sonnet-5-5');
    expect(await claude({})).toMatchObject({ ok: false });
    await forgetModelRefusal(source, 'claude-haiku-5-5');
    expect(await claude({})).toMatchObject({ ok: true });
    await noteModelRefusal(source, 'claude-haiku-5-5', 'gone');
    await forgetModelRefusal(source, null);
    expect(await claude({})).toMatchObject({ ok: true });
  });

  it('takes the answer that it gets itself for the end of a refusal, for `/health` too', async () => {
    await noteModelRefusal(source, 'claude-sonnet-5-5', 'the Anthropic account has no credit');
    const refuse = () => Promise.reject(new ClaudeRefusedError('billing', 'no credit'));
    expect(await claude({ readModel: refuse })).toMatchObject({ ok: false });
    expect(await readModelRefusal(source)).not.toBeNull();
    expect(await claude({})).toMatchObject({ ok: true });
    expect(await readModelRefusal(source)).toBeNull();
  });
});

describe('appLink', () => {
  it('holds every permission and event of app.yml', () => {
    const link = new URL(
      appLink({ gheHost: null, protocol: 'https', org: 'acme', webhookUrl: 'https://n.example/api/github/webhooks' }),
    );
    expect(`${link.origin}${link.pathname}`).toBe('https://github.com/organizations/acme/settings/apps/new');
    expect(link.searchParams.get('webhook_url')).toBe('https://n.example/api/github/webhooks');
    for (const [name, level] of Object.entries(manifest.default_permissions))
      expect(link.searchParams.get(name)).toBe(level);
    expect(link.searchParams.getAll('events[]')).toEqual(manifest.default_events);
  });
});

describe('startHeartbeat', () => {
  it('notices that its row was taken away', async () => {
    const lost = new Promise<void>((resolve) => {
      void startHeartbeat({ source, executorId: 'taken', role: 'all', version: '1', intervalMs: 20, onLost: resolve });
    });
    await expect
      .poll(() =>
        source
          .query(`DELETE FROM executors WHERE executor_id = 'taken' RETURNING 1`)
          .then(([rows]: [unknown[]]) => rows.length),
      )
      .toBe(1);
    await lost;
  });
});

describe('metrics', () => {
  it('tell calls of Claude by outcome, tokens by kind, and cost, of all processes', async () => {
    await source.query(
      `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (50, 'a', 1, 'User') RETURNING id)
       INSERT INTO model_usage (installation_id, day, model, requests, limited, refused, tokens_in, tokens_out, tokens_cache_read, cost)
       SELECT id, d, 'claude-sonnet-5-5', 5, 1, 1, 100, 20, 900, 0.25 FROM i, unnest(ARRAY['2026-11-01', '2026-11-02']::date[]) d`,
    );
    const text = await createMetrics(source).text();
    for (const line of [
      'nectr_claude_calls{model="claude-sonnet-5-5",outcome="answered"} 6',
      'nectr_claude_calls{model="claude-sonnet-5-5",outcome="limited"} 2',
      'nectr_claude_tokens{model="claude-sonnet-5-5",kind="input"} 200',
      'nectr_claude_tokens{model="claude-sonnet-5-5",kind="cache_read"} 1800',
      'nectr_claude_cost_dollars{model="claude-sonnet-5-5"} 0.5',
    ])
      expect(text).toContain(line);
    await source.query('DELETE FROM installations');
  });

  it('tell acknowledgements, and stay readable while the database is away', async () => {
    const metrics = createMetrics(source);
    metrics.acknowledged(202, 0.01);
    expect(await metrics.text()).toContain('nectr_acknowledgement_seconds_count{status="202"} 1');
    const away = createMetrics(
      createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'away' }),
    );
    expect(await away.text()).toContain('nectr_metrics_read_failures_total 1');
  });
});

describe('retention', () => {
  it('makes partitions ahead, once', async () => {
    const later = new Date(Date.UTC(2031, 0, 15));
    expect(await ensurePartitions(source, later)).toEqual([
      'execution_logs_2031_01',
      'execution_logs_2031_02',
      'execution_logs_2031_03',
      'execution_logs_2031_04',
    ]);
    expect(await ensurePartitions(source, later)).toEqual([]);
  });

  it('removes what is older than its time, and keeps a review without its run', async () => {
    await source.query(
      `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (5, 'a', 1, 'User') RETURNING id),
        r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 6, 'a/b' FROM i RETURNING id),
        p AS (INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
              SELECT i.id, r.id, 1, 'x', 'h', 'h', 'b', 'b' FROM i, r RETURNING id),
        w AS (INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, workflow_type, status, completed_at)
              SELECT 'run:' || n, (SELECT id FROM workflows LIMIT 1), i.id, 'x', 'completed', now() - make_interval(days => n)
                FROM i, unnest(ARRAY[89, 91]) n RETURNING id, execution_id),
        l AS (INSERT INTO execution_logs (execution_id, level, message, created_at)
              SELECT id, 'INFO', 'x', now() - interval '31 days' FROM w),
        e AS (INSERT INTO events (source, event_type, delivery_id, payload, status, created_at)
              SELECT 'github', 'x', s || n, '{}', s, now() - make_interval(days => n)
                FROM unnest(ARRAY['failed', 'completed', 'pending']) s, unnest(ARRAY[29, 31, 91]) n)
       INSERT INTO reviews (installation_id, repository_id, pull_request_id, run_id, pull_number, head_sha, base_sha, trigger, outcome)
       SELECT i.id, r.id, p.id, w.id, 1, w.execution_id, 'b', 'auto', 'reviewed' FROM i, r, p, w`,
    );
    expect(await purge(source)).toMatchObject({ executionLogs: 2, runs: 1, failedEvents: 2, events: 1 });
    const kept: unknown[] = await source.query(
      'SELECT head_sha, run_id IS NULL AS orphan FROM reviews ORDER BY head_sha',
    );
    expect(kept).toEqual([
      { head_sha: 'run:89', orphan: false },
      { head_sha: 'run:91', orphan: true },
    ]);
    const pending: unknown[] = await source.query(`SELECT 1 FROM events WHERE status = 'pending'`);
    expect(pending).toHaveLength(3);
    expect(await purge(source)).toMatchObject({ executionLogs: 0, runs: 0, failedEvents: 0, events: 0 });
  });
});
