import { createPrivateKey } from 'node:crypto';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { isLoopback } from './access/is-loopback.js';
import {
  claudeProblems,
  claudeVariables,
  readClaude,
  withoutOtherProviders,
  type ClaudeConfig,
} from './claude-config.js';
import { environmentSchema, laterVariables, type Environment } from './environment-schema.js';
import { readSmallFile } from './files/read-small-file.js';
import type { TracingConfig } from './telemetry/start-tracing.js';
import { testSwitches, type TestSwitches } from './test-switches.js';
import { whyNoValue } from './why-no-value.js';

const MEM0_PLATFORM = 'https://api.mem0.ai';
const SMEE = 'https://smee.io';

/** Bad environment. The message has one line per variable, names it, says how to mend it, and never shows a value. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export interface AppConfig {
  appId: number;
  /** PEM. */
  privateKey: string;
  /**
   * The one to sign with first; the second only while a rotation lasts. None in a worker, which takes no deliveries.
   */
  webhookSecrets: string[];
}

/** Neo4j as it is configured. */
export interface Neo4jConfig {
  uri: string;
  username: string;
  password: string;
  /** Null: the default one of the user. */
  database: string | null;
  /** The most nodes that the instance may hold; null: as many as there is room for. */
  maxNodes: number | null;
}

/** Mem0 as it is configured. */
export interface Mem0Config {
  apiKey: string;
  /** Without a slash at its end. */
  host: string;
}

/** The App as people sign in with it. */
export interface LoginConfig {
  clientId: string;
  clientSecret: string;
}

/** A service that is asked over MCP about what a change belongs to. */
export interface McpConfig {
  kind: 'linear' | 'sentry' | 'slack';
  url: string;
  /** The whole value of the header; null: the server asks for none. */
  authorization: string | null;
  /** The secret in it. */
  token: string | null;
  /** Accounts, in small letters, whose installations alone may ask it; empty: all of them. */
  installations: readonly string[];
}

export type Config = Pick<Environment, 'GHE_PROTOCOL' | 'PORT' | 'HOST' | 'METRICS_PORT' | 'LOG_LEVEL' | 'ROLE'> & {
  gheHost: string | null;
  webhookProxyUrl: string | null;
  /** Where set-up makes channels, without a slash at its end. */
  smeeUrl: string;
  databaseUrl: string | null;
  /** Where the embedded database, its key and snapshots of repositories lie; a whole path. */
  dataFolder: string;
  /** Where runs and their logs are written before they are purged; a whole path. Null: they are purged only. */
  archiveFolder: string | null;
  /** Newest first; empty with the embedded database, which makes its own. */
  secretKeys: string[];
  /** Null: neither a key nor a provider is set; the rules review alone. */
  claude: ClaudeConfig | null;
  /** Null: the knowledge graph lies in PostgreSQL. */
  neo4j: Neo4jConfig | null;
  /** Null: no key is set; memories are found in PostgreSQL alone. */
  mem0: Mem0Config | null;
  /** Null: nobody can sign in. */
  login: LoginConfig | null;
  /** Where people reach the server, without a slash at its end; null: on this machine, at a port that is yet to come. */
  backendUrl: string | null;
  /** Where the front end lies if it has an origin of its own. */
  frontendUrl: string | null;
  /** What the operator calls this installation of ours, such as `production`. */
  appEnv: string;
  /** The services whose address or key is set. */
  mcpServers: McpConfig[];
  /** Hosts in a private network that may be asked although somebody other than the operator has named them. */
  allowedPrivateHosts: string[];
  /** Hosts that the steps of workflows may send requests to. */
  httpHosts: string[];
  /** Whether `/mcp/sse` is open, for agents that know no newer transport of MCP. */
  mcpSse: boolean;
  /** Null: no traces are sent, and nothing of OpenTelemetry is loaded. */
  tracing: TracingConfig | null;
  /** Merged pull requests of a repository that the graph is given when it is first read. */
  historyPulls: number;
  unused: string[];
  test: TestSwitches;
} & ({ mode: 'configured'; app: AppConfig } | { mode: 'setup' });

/**
 * Reads and checks the whole environment; empty variables count as unset. `setup` only if nothing of the App is set
 * (behaviour.md). Throws ConfigError naming every bad variable.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values = parseEnvironment(environmentSchema, env);
  const problems = [
    ...databaseProblems(values),
    ...claudeProblems(values),
    ...neo4jProblems(values),
    ...mem0Problems(values),
    ...loginProblems(values),
    ...tracingProblems(values),
    ...secretProblems(values),
  ];
  const test = readTestSwitches(values, problems);
  const setup = !values.APP_ID && !values.PRIVATE_KEY && !values.PRIVATE_KEY_PATH && !values.WEBHOOK_SECRET;
  const app = setup ? null : readApp(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const { GHE_PROTOCOL, PORT, HOST, METRICS_PORT, LOG_LEVEL, ROLE } = values;
  return {
    GHE_PROTOCOL,
    PORT,
    HOST,
    METRICS_PORT,
    LOG_LEVEL,
    ROLE,
    gheHost: values.GHE_HOST ?? null,
    webhookProxyUrl: values.WEBHOOK_PROXY_URL ?? null,
    smeeUrl: (values.SMEE_URL ?? SMEE).replace(/\/+$/, ''),
    databaseUrl: values.DATABASE_URL ?? null,
    dataFolder: resolve(values.NECTR_DATA ?? '.nectr'),
    archiveFolder: values.ARCHIVE_FOLDER === undefined ? null : resolve(values.ARCHIVE_FOLDER),
    secretKeys: [values.SECRET_KEY, values.SECRET_KEY_PREVIOUS].filter((key) => key !== undefined),
    claude: readClaude(values),
    neo4j: readNeo4j(values),
    mem0: readMem0(values),
    login: readLogin(values),
    backendUrl: originOf(values.BACKEND_URL) ?? (PORT === 0 ? null : `http://localhost:${PORT}`),
    frontendUrl: originOf(values.FRONTEND_URL),
    appEnv: values.APP_ENV,
    tracing: readTracing(values),
    mcpServers: readMcpServers(values),
    allowedPrivateHosts: listOf(values.ALLOWED_PRIVATE_HOSTS),
    httpHosts: listOf(values.WORKFLOW_HTTP_HOSTS),
    mcpSse: values.MCP_SSE === 'true',
    historyPulls: values.HISTORY_PULL_REQUESTS,
    unused: laterVariables.filter((name) => name in withoutEmpty(env)),
    test,
    ...(app === null ? { mode: 'setup' } : { mode: 'configured', app }),
  };
}

/**
 * The part of the environment that is about Claude, for what needs neither App nor database; null without a key.
 * Throws ConfigError as `readConfig` does.
 */
export function readClaudeConfig(env: Readonly<Record<string, string | undefined>>): ClaudeConfig | null {
  const values = parseEnvironment(claudeVariables, env);
  const problems = claudeProblems(values);
  if (problems.length > 0) throw new ConfigError(problems);
  return readClaude(values);
}

/** The same where nothing is sent, so that no key is needed: Anthropic's own API and its models are taken then. */
export function readClaudeConfigWithoutKey(env: Readonly<Record<string, string | undefined>>): ClaudeConfig {
  const values = parseEnvironment(claudeVariables, env);
  const problems = claudeProblems(values);
  const config = readClaude(values, { kind: 'anthropic', apiKey: '', baseUrl: null });
  if (problems.length > 0 || config === null) throw new ConfigError(problems);
  return config;
}

const secretNames = [
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'ANTHROPIC_API_KEY',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'NEO4J_PASSWORD',
  'MEM0_API_KEY',
  'GITHUB_CLIENT_SECRET',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'LINEAR_API_KEY',
  'SENTRY_AUTH_TOKEN',
  'SLACK_MCP_TOKEN',
] as const;

/** A list that is divided by commas. */
function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => one.trim() || []);
}

/** Empty variables count as unset; what is no value is refused before anything else is said of it. */
function parseEnvironment<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  const given = withoutOtherProviders(withoutEmpty(env));
  const noValues = Object.keys(schema.shape).flatMap((name) => {
    const reason = whyNoValue(given[name] ?? '', { secret: secretNames.some((one) => one === name) });
    return reason === null ? [] : [{ name, reason }];
  });
  const parsed = schema.safeParse(given);
  if (parsed.success && noValues.length === 0) return parsed.data;
  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => ({ name: String(path[0]), reason: message }));
  const others = issues.filter((issue) => noValues.every(({ name }) => name !== issue.name));
  throw new ConfigError([...noValues, ...others].map(({ name, reason }) => `${name} ${reason}`));
}

function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

function readNeo4j(values: Environment): Neo4jConfig | null {
  if (values.NEO4J_URI === undefined) return null;
  return {
    uri: values.NEO4J_URI,
    username: values.NEO4J_USERNAME,
    password: values.NEO4J_PASSWORD ?? '',
    database: values.NEO4J_DATABASE ?? null,
    maxNodes: values.NEO4J_MAX_NODES ?? null,
  };
}

function readMem0({ MEM0_API_KEY, MEM0_HOST }: Environment): Mem0Config | null {
  if (MEM0_API_KEY === undefined) return null;
  return { apiKey: MEM0_API_KEY, host: (MEM0_HOST ?? MEM0_PLATFORM).replace(/\/+$/, '') };
}

function readLogin({ GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET }: Environment): LoginConfig | null {
  if (GITHUB_CLIENT_ID === undefined || GITHUB_CLIENT_SECRET === undefined) return null;
  return { clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET };
}

/** Values are percent-encoded: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables */
function readTracing({
  OTEL_EXPORTER_OTLP_ENDPOINT,
  OTEL_EXPORTER_OTLP_HEADERS = '',
}: Environment): TracingConfig | null {
  if (OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  const headers = OTEL_EXPORTER_OTLP_HEADERS.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim().toLowerCase(), decodeURIComponent(pair.slice(at + 1).trim())]];
  });
  return { endpoint: OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ''), headers: Object.fromEntries(headers) };
}

function originOf(url: string | undefined): string | null {
  return url === undefined ? null : new URL(url).origin;
}

/** The services' own servers, unless an address is set (api.md, "MCP"). Sentry has a scheme of its own for tokens. */
function readMcpServers(values: Environment): McpConfig[] {
  const { LINEAR_MCP_INSTALLATIONS, SENTRY_MCP_INSTALLATIONS, SLACK_MCP_INSTALLATIONS } = values;
  const installations = {
    linear: LINEAR_MCP_INSTALLATIONS,
    sentry: SENTRY_MCP_INSTALLATIONS,
    slack: SLACK_MCP_INSTALLATIONS,
  };
  const services = [
    ['linear', values.LINEAR_MCP_URL, values.LINEAR_API_KEY, 'Bearer', 'https://mcp.linear.app/mcp'],
    ['sentry', values.SENTRY_MCP_URL, values.SENTRY_AUTH_TOKEN, 'Sentry-Bearer', 'https://mcp.sentry.dev/mcp'],
    ['slack', values.SLACK_MCP_URL, values.SLACK_MCP_TOKEN, 'Bearer', 'https://mcp.slack.com/mcp'],
  ] as const;
  return services.flatMap(([kind, url, token = null, scheme, fallback]) => {
    if (url === undefined && token === null) return [];
    const authorization = token === null ? null : `${scheme} ${token}`;
    return [{ kind, url: url ?? fallback, token, authorization, installations: installations[kind] }];
  });
}

/** Faults on request are for tests of a real process only: elsewhere they stop the start. */
function readTestSwitches({ NODE_ENV, NECTR_TEST }: Environment, problems: string[]): TestSwitches {
  const none: TestSwitches = { timings: {}, fault: 'kill' };
  if (NECTR_TEST === undefined) return none;
  if (NODE_ENV !== 'test') {
    problems.push('NECTR_TEST is for tests only: remove it');
    return none;
  }
  try {
    return testSwitches.parse(JSON.parse(NECTR_TEST));
  } catch {
    problems.push('NECTR_TEST is no JSON of test switches');
    return none;
  }
}

function readApp(values: Environment, problems: string[]): AppConfig {
  if (!values.APP_ID) problems.push("APP_ID is missing: it stands on the App's settings page");
  if (!values.WEBHOOK_SECRET && values.ROLE !== 'worker')
    problems.push('WEBHOOK_SECRET is missing: deliveries cannot be verified without it');
  const privateKey = readPrivateKey(values, problems);
  const webhookSecrets = [values.WEBHOOK_SECRET, values.WEBHOOK_SECRET_PREVIOUS].filter((one) => one !== undefined);
  return { appId: Number(values.APP_ID), privateKey, webhookSecrets };
}

/** As people paste it: quoted, with `\n` for line ends, CRLF, or base64 of the whole file; PKCS#1 or PKCS#8. */
function readPrivateKey(values: Environment, problems: string[]): string {
  const name = values.PRIVATE_KEY ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  if (!values.PRIVATE_KEY && !values.PRIVATE_KEY_PATH) {
    problems.push('PRIVATE_KEY or PRIVATE_KEY_PATH is missing: generate a key on the settings page of the App');
    return '';
  }
  try {
    const given = values.PRIVATE_KEY ?? readSmallFile(values.PRIVATE_KEY_PATH ?? '');
    const plain = given
      .trim()
      .replaceAll(/^["']|["']$/g, '')
      .replaceAll('\\n', '\n')
      .replaceAll('\r\n', '\n');
    const pem = plain.includes('-----BEGIN') ? plain : Buffer.from(plain, 'base64').toString('utf8');
    return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    problems.push(`${name} is no readable RSA private key in PEM form`);
    return '';
  }
}

function databaseProblems({ DATABASE_URL, SECRET_KEY, ROLE }: Environment): string[] {
  return [
    ...(ROLE !== 'all' && !DATABASE_URL
      ? [`DATABASE_URL is missing: ROLE=${ROLE} shares its database with other processes`]
      : []),
    ...(DATABASE_URL && !SECRET_KEY ? ['SECRET_KEY is missing: with DATABASE_URL it is not made for you'] : []),
  ];
}

function neo4jProblems({ NEO4J_URI, NEO4J_PASSWORD }: Environment): string[] {
  return NEO4J_URI && !NEO4J_PASSWORD ? ['NEO4J_PASSWORD is missing: NEO4J_URI needs one'] : [];
}

function mem0Problems({ MEM0_HOST, MEM0_API_KEY }: Environment): string[] {
  return MEM0_HOST && !MEM0_API_KEY ? ['MEM0_API_KEY is missing: MEM0_HOST needs one'] : [];
}

function tracingProblems({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS }: Environment): string[] {
  if (OTEL_EXPORTER_OTLP_HEADERS === undefined) return [];
  try {
    decodeURIComponent(OTEL_EXPORTER_OTLP_HEADERS);
  } catch {
    return ['OTEL_EXPORTER_OTLP_HEADERS has a % that is no percent-encoding: write it as %25'];
  }
  return OTEL_EXPORTER_OTLP_ENDPOINT === undefined
    ? ['OTEL_EXPORTER_OTLP_ENDPOINT is missing: OTEL_EXPORTER_OTLP_HEADERS needs one']
    : [];
}

/** A browser keeps no `Secure` cookie of an address with http, and sends none across sites without it. */
function loginProblems(values: Environment): string[] {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, BACKEND_URL, FRONTEND_URL, PORT } = values;
  if (!GITHUB_CLIENT_ID && !GITHUB_CLIENT_SECRET) return [];
  if (!GITHUB_CLIENT_SECRET) return ['GITHUB_CLIENT_SECRET is missing: GITHUB_CLIENT_ID needs one'];
  if (!GITHUB_CLIENT_ID) return ['GITHUB_CLIENT_ID is missing: GITHUB_CLIENT_SECRET needs one'];
  const backend = new URL(BACKEND_URL ?? `http://localhost:${PORT}`);
  if (backend.protocol === 'https:') return [];
  if (!isLoopback(backend.hostname))
    return [
      'BACKEND_URL must begin with https://: by http:// people can sign in on this machine only (http://localhost)',
    ];
  return FRONTEND_URL !== undefined && new URL(FRONTEND_URL).hostname !== backend.hostname
    ? ['FRONTEND_URL lies on another host: then BACKEND_URL must begin with https://']
    : [];
}

/** One leak must not open two doors: no two secrets are equal. */
function secretProblems(values: Environment): string[] {
  return secretNames.flatMap((name, index) => {
    const twin = secretNames
      .slice(0, index)
      .find((other) => values[name] !== undefined && values[other] === values[name]);
    return twin ? [`${name} must differ from ${twin}`] : [];
  });
}
