import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.js';
import { environmentSchema } from '../src/environment-schema.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const good = { APP_ID: '12', PRIVATE_KEY: pkcs8, WEBHOOK_SECRET: 'w'.repeat(32) };
const path = join(mkdtempSync(join(tmpdir(), 'nectr-config-')), 'key.pem');
writeFileSync(path, pkcs1);

const refusal = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

describe('readConfig', () => {
  it.each([
    ['PKCS#8', { PRIVATE_KEY: pkcs8 }],
    ['PKCS#1', { PRIVATE_KEY: pkcs1 }],
    ['CRLF', { PRIVATE_KEY: pkcs8.replaceAll('\n', '\r\n') }],
    ['quoted with \\n', { PRIVATE_KEY: `"${pkcs8.replaceAll('\n', '\\n')}"` }],
    ['base64', { PRIVATE_KEY: Buffer.from(pkcs8).toString('base64') }],
    ['a path', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: path }],
  ])('reads a key as %s', (_, over) => {
    expect(readConfig({ ...good, ...over })).toMatchObject({
      mode: 'configured',
      app: { appId: 12, privateKey: pkcs8 },
    });
  });

  it('is in setup mode only if nothing of the App is set', () => {
    expect(readConfig({ APP_ID: ' ', LOG_LEVEL: 'warn' })).toMatchObject({
      mode: 'setup',
      LOG_LEVEL: 'warn',
      PORT: 3000,
    });
  });

  it('rewrites the URL of SQLAlchemy', () => {
    const config = readConfig({
      ...good,
      DATABASE_URL: 'postgresql+asyncpg://u:p@h/d',
      SECRET_KEY: 's'.repeat(32),
    });
    expect(config).toMatchObject({ databaseUrl: 'postgresql://u:p@h/d', unused: [] });
  });

  it('reads Claude with its defaults; without a key there is none', () => {
    expect(readConfig({ ...good, ANTHROPIC_MODEL: 'claude-opus-5-5' }).claude).toBeNull();
    expect(readConfig({ ...good, ANTHROPIC_API_KEY: 'sk-ant-12345678' })).toMatchObject({
      claude: {
        provider: { kind: 'anthropic', apiKey: 'sk-ant-12345678', baseUrl: null },
        model: 'claude-sonnet-5-5',
        parallel: false,
        budgets: { reviewTokens: 3_000_000, reviewDollars: 3, dailyTokens: 100_000_000, dailyDollars: 50 },
      },
      unused: [],
    });
    const set = { ANTHROPIC_BASE_URL: 'http://gateway', PARALLEL_REVIEW_AGENTS: 'true', REVIEW_DOLLAR_BUDGET: '0.5' };
    expect(readConfig({ ...good, ANTHROPIC_API_KEY: 'sk-ant-12345678', ...set }).claude).toMatchObject({
      provider: { baseUrl: 'http://gateway' },
      parallel: true,
      budgets: { reviewDollars: 0.5 },
    });
  });

  it('reads Claude on Bedrock, with the names and credentials of AWS', () => {
    const bedrock = { CLAUDE_PROVIDER: 'bedrock', AWS_REGION: 'eu-central-1' };
    expect(readConfig({ ...good, ...bedrock })).toMatchObject({
      claude: {
        provider: {
          kind: 'bedrock',
          region: 'eu-central-1',
          baseUrl: null,
          bearerToken: null,
          accessKey: null,
          profile: null,
        },
        model: 'global.anthropic.claude-sonnet-5-5',
        smallModel: 'global.anthropic.claude-haiku-5-5',
        budgets: { reviewDollars: 3 },
      },
      unused: [],
    });
    const keys = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'se/cret+1', AWS_SESSION_TOKEN: 'session-1' };
    const arn = 'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abcdefghijkl';
    const set = { AWS_PROFILE: 'reviews', AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key-1', ANTHROPIC_MODEL: arn };
    expect(readConfig({ ...good, ...bedrock, ...keys, ...set }).claude).toMatchObject({
      provider: {
        bearerToken: 'bedrock-key-1',
        accessKey: { id: 'AKIA1', secret: 'se/cret+1', session: 'session-1' },
        profile: 'reviews',
      },
      model: arn,
    });
    const { AWS_REGION: AWS_DEFAULT_REGION, CLAUDE_PROVIDER } = bedrock;
    expect(readConfig({ ...good, CLAUDE_PROVIDER, AWS_DEFAULT_REGION }).claude?.provider).toMatchObject({
      region: 'eu-central-1',
    });
  });

  it('reads Claude on Vertex, the global endpoint unless a region is set', () => {
    const vertex = { CLAUDE_PROVIDER: 'vertex', ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews' };
    expect(readConfig({ ...good, ...vertex }).claude).toMatchObject({
      provider: { kind: 'vertex', region: 'global', projectId: 'acme-reviews', baseUrl: null, credentialsFile: null },
      model: 'claude-sonnet-5-5',
      smallModel: 'claude-haiku-5-5',
    });
    const set = { CLOUD_ML_REGION: 'europe-west1', GOOGLE_APPLICATION_CREDENTIALS: '/run/secrets/google.json' };
    expect(readConfig({ ...good, ...vertex, ...set }).claude?.provider).toMatchObject({
      region: 'europe-west1',
      credentialsFile: '/run/secrets/google.json',
    });
  });

  it('takes no offence at what other programs are told of AWS and Google', () => {
    const others = {
      AWS_REGION: 'US EAST',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_PROFILE: ' ',
    };
    const google = { GOOGLE_APPLICATION_CREDENTIALS: '~/google.json', CLOUD_ML_REGION: 'x y' };
    expect(readConfig({ ...good, ...others, ...google }).claude).toBeNull();
  });

  it.each<[string, Record<string, string>, RegExp[]]>([
    [
      'two keys',
      { CLAUDE_PROVIDER: 'bedrock', ANTHROPIC_API_KEY: 'sk-ant-12345678', AWS_REGION: 'us-east-1' },
      [/^ANTHROPIC_API_KEY is of anthropic, but CLAUDE_PROVIDER=bedrock: remove one of them$/],
    ],
    [
      'two addresses',
      {
        CLAUDE_PROVIDER: 'vertex',
        ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews',
        ANTHROPIC_BEDROCK_BASE_URL: 'https://b',
      },
      [/^ANTHROPIC_BEDROCK_BASE_URL is of bedrock, but CLAUDE_PROVIDER=vertex/],
    ],
    [
      'two providers and no word of which',
      { ANTHROPIC_API_KEY: 'sk-ant-12345678', ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews' },
      [/^ANTHROPIC_VERTEX_PROJECT_ID is of vertex, but ANTHROPIC_API_KEY is set, too: remove one of them$/],
    ],
    ['no region', { CLAUDE_PROVIDER: 'bedrock' }, [/^AWS_REGION is missing/]],
    [
      'half a key',
      { CLAUDE_PROVIDER: 'bedrock', AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIA1' },
      [/^AWS_SECRET_ACCESS_KEY is missing/],
    ],
    ['no project', { CLAUDE_PROVIDER: 'vertex' }, [/^ANTHROPIC_VERTEX_PROJECT_ID is missing/]],
    [
      "Anthropic's name on Bedrock",
      { CLAUDE_PROVIDER: 'bedrock', AWS_REGION: 'us-east-1', ANTHROPIC_SMALL_MODEL: 'claude-haiku-5-5' },
      [/^ANTHROPIC_SMALL_MODEL is a name of the Anthropic API: on Bedrock it is such as global\.anthropic\./],
    ],
    [
      "Bedrock's name on Vertex",
      {
        CLAUDE_PROVIDER: 'vertex',
        ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews',
        ANTHROPIC_MODEL: 'eu.anthropic.claude-opus-5-5',
      },
      [/^ANTHROPIC_MODEL is a name of Bedrock/],
    ],
    [
      'a host for a region',
      { CLAUDE_PROVIDER: 'vertex', ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews', CLOUD_ML_REGION: 'evil.example/x' },
      [/^CLOUD_ML_REGION must be the name of a region/],
    ],
    [
      'a provider nobody knows',
      { CLAUDE_PROVIDER: 'azure' },
      [/^CLAUDE_PROVIDER must be anthropic, bedrock or vertex, not "azure"$/],
    ],
  ])('refuses %s for Claude', (_, env, problems) => {
    expect(refusal({ ...good, ...env })).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  it('reads how many merged pull requests are imported', () => {
    expect(readConfig(good).historyPulls).toBe(500);
    expect(readConfig({ ...good, HISTORY_PULL_REQUESTS: '2000' }).historyPulls).toBe(2000);
    expect(readConfig({ ...good, HISTORY_PULL_REQUESTS: '1' }).historyPulls).toBe(1);
  });

  it('reads Neo4j with its defaults; without an address there is none', () => {
    const password = 'p4ssw0rd-of-the-graph';
    expect(readConfig({ ...good, NEO4J_PASSWORD: password, NEO4J_MAX_NODES: '9' }).neo4j).toBeNull();
    expect(readConfig({ ...good, NEO4J_URI: 'neo4j+s://graph', NEO4J_PASSWORD: password })).toMatchObject({
      neo4j: { uri: 'neo4j+s://graph', username: 'neo4j', password, database: null, maxNodes: null },
      unused: [],
    });
    const set = { NEO4J_USERNAME: 'nectr', NEO4J_DATABASE: 'graphs', NEO4J_MAX_NODES: '200000' };
    expect(readConfig({ ...good, NEO4J_URI: 'bolt://h:7688', NEO4J_PASSWORD: password, ...set }).neo4j).toEqual({
      uri: 'bolt://h:7688',
      username: 'nectr',
      password,
      database: 'graphs',
      maxNodes: 200_000,
    });
  });

  it('reads the MCP servers of Linear, Sentry and Slack, their own unless an address is set', () => {
    expect(readConfig(good)).toMatchObject({ mcpServers: [], allowedPrivateHosts: [] });
    const keys = {
      LINEAR_API_KEY: 'lin_api_12345678',
      SENTRY_AUTH_TOKEN: 'sntryu_12345678',
      SLACK_MCP_TOKEN: 'xoxp-1234',
    };
    expect(readConfig({ ...good, ...keys })).toMatchObject({
      mcpServers: [
        { kind: 'linear', url: 'https://mcp.linear.app/mcp', authorization: 'Bearer lin_api_12345678' },
        { kind: 'sentry', url: 'https://mcp.sentry.dev/mcp', authorization: 'Sentry-Bearer sntryu_12345678' },
        { kind: 'slack', url: 'https://mcp.slack.com/mcp', authorization: 'Bearer xoxp-1234' },
      ],
      unused: [],
    });
    const limited = { ...good, ...keys, LINEAR_MCP_INSTALLATIONS: 'Acme, other_corp,', SLACK_MCP_INSTALLATIONS: ' ' };
    expect(readConfig(limited).mcpServers.map(({ installations }) => installations)).toEqual([
      ['acme', 'other_corp'],
      [],
      [],
    ]);
    const own = {
      SENTRY_MCP_URL: 'http://sentry-mcp:8080/mcp?skills=inspect',
      ALLOWED_PRIVATE_HOSTS: 'wiki.lan, 10.0.0.7',
    };
    expect(readConfig({ ...good, ...own })).toMatchObject({
      mcpServers: [{ kind: 'sentry', url: own.SENTRY_MCP_URL, authorization: null, token: null, installations: [] }],
      allowedPrivateHosts: ['wiki.lan', '10.0.0.7'],
    });
  });

  it.each([
    [{ LINEAR_MCP_URL: 'http://mcp.linear.app/mcp' }, 'LINEAR_MCP_URL must begin with https://'],
    [{ LINEAR_MCP_INSTALLATIONS: 'acme corp' }, 'LINEAR_MCP_INSTALLATIONS must be logins of accounts'],
    [{ SLACK_MCP_INSTALLATIONS: 'https://github.com/acme' }, 'SLACK_MCP_INSTALLATIONS must be logins of accounts'],
    [{ SENTRY_MCP_URL: 'https://me:secret@sentry/mcp' }, 'SENTRY_MCP_URL must not hold a user or password'],
    [{ SLACK_MCP_URL: 'slack' }, 'SLACK_MCP_URL must be a URL'],
    [{ LINEAR_API_KEY: 'lin api 12345678' }, 'LINEAR_API_KEY'],
    [{ ALLOWED_PRIVATE_HOSTS: 'http://10.0.0.7' }, 'ALLOWED_PRIVATE_HOSTS must be host names'],
    [{ LINEAR_API_KEY: 'the-same-token', SLACK_MCP_TOKEN: 'the-same-token' }, 'SLACK_MCP_TOKEN must differ'],
  ])('refuses %o', (env, said) => {
    const problems = refusal({ ...good, ...env });
    expect(problems).toEqual([expect.stringContaining(said)]);
    expect(problems.join()).not.toContain('secret');
  });

  const key = 'm0-4b1c9e7f20d8a356';
  it('reads Mem0, the platform unless a server is named; without a key there is none', () => {
    expect(readConfig(good).mem0).toBeNull();
    expect(readConfig({ ...good, MEM0_API_KEY: key })).toMatchObject({
      mem0: { apiKey: key, host: 'https://api.mem0.ai' },
      unused: [],
    });
  });

  it.each([
    ['https://mem0.acme.dev/api/', 'https://mem0.acme.dev/api'],
    ...['http://localhost:8000', 'http://mem0:8888', 'http://10.1.2.3', 'http://[::1]:8000', 'http://m.internal'].map(
      (host) => [host, host],
    ),
  ])('asks Mem0 at %s', (MEM0_HOST, host) => {
    expect(readConfig({ ...good, MEM0_API_KEY: key, MEM0_HOST: MEM0_HOST ?? '' }).mem0).toEqual({ apiKey: key, host });
  });

  it.each(['http://mem0.acme.dev', 'http://8.8.8.8', 'http://172.32.0.1', 'http://[2001:db8::1]'])(
    'sends no key readable across the internet: %s',
    (MEM0_HOST) => {
      expect(() => readConfig({ ...good, MEM0_API_KEY: key, MEM0_HOST })).toThrow(
        'MEM0_HOST must begin with https://, not http://: by http:// the key and what is remembered would cross the internet readable',
      );
    },
  );

  it('sends traces where it is told to, with decoded headers; without an address none', () => {
    expect(readConfig(good).tracing).toBeNull();
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/' };
    expect(readConfig({ ...good, ...collector }).tracing).toEqual({ endpoint: 'http://localhost:4318', headers: {} });
    const OTEL_EXPORTER_OTLP_HEADERS = 'X-Api-Key=a%2Cb=,x-tenant=acme';
    expect(readConfig({ ...good, ...collector, OTEL_EXPORTER_OTLP_HEADERS }).tracing?.headers).toEqual({
      'x-api-key': 'a,b=',
      'x-tenant': 'acme',
    });
    expect(refusal({ ...good, OTEL_EXPORTER_OTLP_HEADERS })).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT is missing: OTEL_EXPORTER_OTLP_HEADERS needs one; set it to the address of the collector',
    ]);
    expect(refusal({ ...good, ...collector, OTEL_EXPORTER_OTLP_HEADERS: 'x-tracing-key=9f8e7d6c100%' })).toEqual([
      'OTEL_EXPORTER_OTLP_HEADERS has a % that is no percent-encoding: write it as %25',
    ]);
    expect(refusal({ ...good, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://u:p@h' })).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT must not hold a user or password: set OTEL_EXPORTER_OTLP_HEADERS',
    ]);
  });

  const client = { GITHUB_CLIENT_ID: 'Iv23liAbCdEf', GITHUB_CLIENT_SECRET: '4b1c9e7f20d8a3564b1c9e7f20d8a356' };
  it('reads how people sign in, with its defaults; without a client ID nobody does', () => {
    const none = {
      login: null,
      backendUrl: 'http://localhost:3000',
      frontendUrl: null,
      appEnv: 'development',
      mcpSse: false,
    };
    expect(readConfig(good)).toMatchObject(none);
    expect(readConfig({ ...good, PORT: '8080' }).backendUrl).toBe('http://localhost:8080');
    expect(readConfig({ ...good, PORT: '0' }).backendUrl).toBeNull();
    const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = client;
    expect(readConfig({ ...good, ...client })).toMatchObject({
      ...none,
      login: { clientId, clientSecret },
      unused: [],
    });
    const set = {
      BACKEND_URL: 'https://Nectr.acme.dev/',
      FRONTEND_URL: 'https://app.acme.dev',
      APP_ENV: 'staging',
      MCP_SSE: 'true',
    };
    expect(readConfig({ ...good, ...client, ...set })).toMatchObject({
      backendUrl: 'https://nectr.acme.dev',
      frontendUrl: 'https://app.acme.dev',
      appEnv: 'staging',
      mcpSse: true,
    });
  });

  it.each([
    [{ BACKEND_URL: 'http://localhost:3000', FRONTEND_URL: 'http://localhost:5173' }, null],
    [{ BACKEND_URL: 'http://127.0.0.1:3000' }, null],
    [{ FRONTEND_URL: 'http://localhost:5173' }, null],
    [{ BACKEND_URL: 'http://nectr.acme.dev' }, 'BACKEND_URL must begin with https://'],
    [{ BACKEND_URL: 'http://10.0.0.1' }, 'BACKEND_URL must begin with https://'],
    [{ FRONTEND_URL: 'https://app.acme.dev' }, 'FRONTEND_URL lies on another host'],
    [{ BACKEND_URL: 'http://127.0.0.1:3000', FRONTEND_URL: 'http://localhost:5173' }, 'FRONTEND_URL lies on another'],
  ])('takes addresses at which a browser keeps the cookie: %o', (addresses, problem) => {
    const problems = refusal({ ...good, ...client, ...addresses });
    expect(problems).toEqual(problem === null ? [] : [expect.stringContaining(problem)]);
    expect(refusal({ ...good, ...addresses })).toEqual([]);
  });

  // Also where it was pasted into the line of a variable that is no secret.
  const hidden = 'c4n4ry-c4n4ry-c4n4ry';
  const short = 'c4n4ry-c4n4ry';
  it.each([
    ['APP_ID', { APP_ID: hidden }],
    ['NEO4J_URI', { NEO4J_URI: `https://${hidden}`, NEO4J_PASSWORD: 'p4ssw0rd-of-the-graph' }],
    ['NEO4J_URI', { NEO4J_URI: `bolt://neo4j:${hidden}@h`, NEO4J_PASSWORD: 'p4ssw0rd-of-the-graph' }],
    ['NEO4J_PASSWORD', { NEO4J_URI: 'bolt://h' }],
    ['NEO4J_PASSWORD', { NEO4J_URI: 'bolt://h', NEO4J_PASSWORD: 'password' }],
    ['NEO4J_DATABASE', { NEO4J_DATABASE: `${hidden} x` }],
    ['NEO4J_MAX_NODES', { NEO4J_MAX_NODES: hidden }],
    ['NEO4J_MAX_NODES', { NEO4J_MAX_NODES: '0' }],
    ['MEM0_API_KEY', { MEM0_HOST: 'https://h' }],
    ['MEM0_API_KEY', { MEM0_API_KEY: `${hidden} x` }],
    ['MEM0_API_KEY', { MEM0_API_KEY: 'your-api-key' }],
    ['MEM0_HOST', { MEM0_API_KEY: key, MEM0_HOST: hidden }],
    ['MEM0_HOST', { MEM0_API_KEY: key, MEM0_HOST: `https://u:${hidden}@h` }],
    ['MEM0_HOST', { MEM0_API_KEY: key, MEM0_HOST: `https://h?key=${hidden}` }],
    ['GITHUB_CLIENT_ID', { ...client, GITHUB_CLIENT_ID: '' }],
    ['GITHUB_CLIENT_ID', { ...client, GITHUB_CLIENT_ID: `${hidden} x` }],
    ['GITHUB_CLIENT_SECRET', { ...client, GITHUB_CLIENT_SECRET: '' }],
    ['GITHUB_CLIENT_SECRET', { ...client, GITHUB_CLIENT_SECRET: short }],
    ['GITHUB_CLIENT_SECRET', { ...client, GITHUB_CLIENT_SECRET: 'your-client-secret-here' }],
    ['GITHUB_CLIENT_SECRET', { ...client, GITHUB_CLIENT_SECRET: good.WEBHOOK_SECRET }],
    ['BACKEND_URL', { BACKEND_URL: hidden }],
    ['BACKEND_URL', { BACKEND_URL: `https://h/${hidden}` }],
    ['FRONTEND_URL', { FRONTEND_URL: `https://u:${hidden}@h` }],
    ['MCP_SSE', { MCP_SSE: hidden }],
    ['APP_ENV', { APP_ENV: `${hidden} x` }],
    ['HISTORY_PULL_REQUESTS', { HISTORY_PULL_REQUESTS: '0' }],
    ['HISTORY_PULL_REQUESTS', { HISTORY_PULL_REQUESTS: hidden }],
    ['APP_ID', { APP_ID: '' }],
    ['PRIVATE_KEY', { PRIVATE_KEY: hidden }],
    ['PRIVATE_KEY', { PRIVATE_KEY: '' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: '' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: 'development' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: hidden }],
    ['WEBHOOK_SECRET_PREVIOUS', { WEBHOOK_SECRET_PREVIOUS: good.WEBHOOK_SECRET }],
    ['SECRET_KEY', { SECRET_KEY: good.WEBHOOK_SECRET }],
    ['SECRET_KEY', { SECRET_KEY: hidden }],
    ['SECRET_KEY', { DATABASE_URL: 'postgres://u:p@h/d' }],
    ['DATABASE_URL', { DATABASE_URL: `${hidden}:5432/d` }],
    ['DATABASE_URL', { ROLE: 'worker' }],
    ['ROLE', { ROLE: hidden }],
    ['PORT', { PORT: hidden }],
    ['METRICS_PORT', { METRICS_PORT: '70000' }],
    ['GHE_HOST', { GHE_HOST: `https://${hidden}/` }],
    ['GHE_PROTOCOL', { GHE_PROTOCOL: hidden }],
    ['WEBHOOK_PROXY_URL', { WEBHOOK_PROXY_URL: hidden }],
    ['LOG_LEVEL', { LOG_LEVEL: hidden }],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: `${hidden} two` }],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: good.WEBHOOK_SECRET }],
    ['ANTHROPIC_BASE_URL', { ANTHROPIC_BASE_URL: `ftp://${hidden}` }],
    ['ANTHROPIC_MODEL', { ANTHROPIC_MODEL: `${hidden} two` }],
    ['PARALLEL_REVIEW_AGENTS', { PARALLEL_REVIEW_AGENTS: hidden }],
    ['REVIEW_TOKEN_BUDGET', { REVIEW_TOKEN_BUDGET: '0' }],
    ['DAILY_DOLLAR_BUDGET', { DAILY_DOLLAR_BUDGET: hidden }],
  ])('names %s in one line and shows no value (%#)', (name, over) => {
    let error: unknown;
    try {
      readConfig({ ...good, ...over });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    const { problems } = error as ConfigError;
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).not.toContain(short);
  });

  it.each(Object.keys(environmentSchema.shape))('takes a blank %s for one that is not set', (name) => {
    const without = { ...good, [name]: undefined };
    const outcome = (env: Record<string, string | undefined>) => {
      try {
        return readConfig(env);
      } catch (error) {
        return (error as ConfigError).problems;
      }
    };
    for (const blank of ['', '  ', '\t\n']) expect(outcome({ ...good, [name]: blank })).toEqual(outcome(without));
  });

  it.each([
    ['a comment', '# at least 32 bytes: openssl rand -hex 32'],
    ['a comment behind white space', '  # the old one, while a rotation lasts'],
    ['a comment in quotes', '"# at least 32 bytes: openssl rand -hex 32"'],
    ['a value with a comment behind it', `${'q7'.repeat(16)} # at least 32 bytes`],
    ['a text of the example', 'at least 32 bytes: openssl rand -hex 32'],
    ['development', 'development-development-development'],
    ['changeme', 'changeme-changeme-changeme-changeme'],
    ['a sentence of placeholders', 'your-webhook-secret-here-at-least-32-characters-long'],
    ['words without dashes', 'change_me_in_production_super_secret_key_1234567890'],
    ['x', 'x'.repeat(40)],
    ['zeros', '0'.repeat(64)],
    ['a row of digits', '0123456789abcdef'.repeat(4)],
    ['stars', '*'.repeat(32)],
  ])('refuses a secret that is none: %s', (_, value) => {
    for (const name of ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_PREVIOUS', 'SECRET_KEY', 'SECRET_KEY_PREVIOUS']) {
      const problems = refusal({ ...good, [name]: value });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(new RegExp(`^${name} (?:is|has) `));
      expect(problems[0]).not.toContain(value.trim());
    }
  });

  it.each([
    randomBytes(32).toString('hex'),
    randomBytes(32).toString('base64'),
    randomBytes(32).toString('base64url'),
    'correct horse battery staple and some more',
    'nectr-production-webhook-Qz7#kd92-hf83-0a1b',
    'f'.repeat(64),
  ])('takes a secret that somebody chose: %j', (value) => {
    expect(refusal({ ...good, WEBHOOK_SECRET: value })).toEqual([]);
  });

  it.each(Object.keys(environmentSchema.shape))('refuses a comment as %s by its name', (name) => {
    const isOfAws = /^AWS_|BEDROCK/.test(name);
    const isOfGoogle = /^(?:GOOGLE|CLOUD_ML)_|VERTEX/.test(name);
    const bedrock = { CLAUDE_PROVIDER: 'bedrock', AWS_REGION: 'us-east-1' };
    const vertex = { CLAUDE_PROVIDER: 'vertex', ANTHROPIC_VERTEX_PROJECT_ID: 'acme-reviews' };
    const problems = refusal({ ...good, ...(isOfAws && bedrock), ...(isOfGoogle && vertex), [name]: '# 3000' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} is a comment`));
  });
});

describe('.env.example', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  /** As `docker run --env-file` and older readers do: a line is a name and all that follows, comments begin a line. */
  const raw = (text: string) =>
    Object.fromEntries(
      text
        .split('\n')
        .filter((line) => /^\w+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
    );
  const readers = [
    ['node', (text: string): Record<string, string | undefined> => parseEnv(text)],
    ['docker', raw],
  ] as const;
  const uncommented = example.replaceAll(/^# ([A-Z0-9_]+=)/gm, '$1');

  it('has every variable but the switches for tests, the required ones first and alone not commented out', () => {
    const names = [...example.matchAll(/^(?:# )?([A-Z0-9_]+)=/gm)].map((match) => match[1]);
    const known = Object.keys(environmentSchema.shape).filter((name) => !['NODE_ENV', 'NECTR_TEST'].includes(name));
    expect(names.toSorted()).toEqual(known.toSorted());
    expect(Object.keys(raw(example))).toEqual(['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET']);
    expect(names.slice(0, 3)).toEqual(['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET']);
  });

  it('has comments on lines of their own', () => {
    for (const line of example.split('\n'))
      expect(line).toMatch(/^$|^# [^=]*$|^(?:# )?[A-Z0-9_]+=[^\s#]*$|^# (?!\w+=)/);
  });

  it.each(readers)('sets nothing as it stands, read by %s', (_, read) => {
    expect(readConfig(read(example))).toMatchObject({ mode: 'setup', databaseUrl: null, claude: null, unused: [] });
  });

  it.each(readers)(
    'has defaults that are those of the program, and examples that are refused, read by %s',
    (_, read) => {
      const values = { ...read(uncommented), ...good };
      const problems = refusal(values);
      const names = problems.map((problem) => problem.split(' ')[0]);
      expect(names.toSorted()).toEqual([
        'ALLOWED_PRIVATE_HOSTS',
        'ANTHROPIC_BASE_URL',
        'ANTHROPIC_BEDROCK_BASE_URL',
        'ANTHROPIC_VERTEX_BASE_URL',
        'ANTHROPIC_VERTEX_PROJECT_ID',
        'DATABASE_URL',
        'FRONTEND_URL',
        'GHE_HOST',
        'LINEAR_MCP_INSTALLATIONS',
        'LINEAR_MCP_URL',
        'MEM0_HOST',
        'NEO4J_URI',
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'SENTRY_MCP_INSTALLATIONS',
        'SENTRY_MCP_URL',
        'SLACK_MCP_INSTALLATIONS',
        'SLACK_MCP_URL',
        'WEBHOOK_PROXY_URL',
        'WORKFLOW_HTTP_HOSTS',
      ]);
      const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
      expect({ ...readConfig(rest), app: null }).toEqual({ ...readConfig(good), app: null });
    },
  );
});
