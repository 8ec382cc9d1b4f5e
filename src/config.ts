import { resolve } from 'node:path';
import { claudeProblems, claudeVariables, readClaude, type ClaudeConfig } from './claude-config.js';
import { configProblems } from './config-problems.js';
import { environmentSchema, laterVariables, type Environment } from './environment-schema.js';
import { missingLines, parseEnvironment, withoutEmpty, type VariableProblem } from './parse-environment.js';
import { readPrivateKey } from './private-key.js';
import type { TracingConfig } from './telemetry/start-tracing.js';
import { testSwitches, type TestSwitches } from './test-switches.js';

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
  const { values, problems } = parseEnvironment(environmentSchema, env);
  const test = readTestSwitches(values);
  const app = namesApp(env) ? readApp(values, problems) : null;
  const lines = [...configProblems(values), ...problemsOf(test), ...(app?.problems ?? [])];
  refuse(problems, missingLines(lines, problems, env, environmentSchema.shape));
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
    test: 'problem' in test ? NO_SWITCHES : test,
    ...(app === null ? { mode: 'setup' } : { mode: 'configured', app: app.config }),
  };
}

/**
 * The part of the environment that is about Claude, for what needs neither App nor database; null without a key.
 * Throws ConfigError as `readConfig` does.
 */
export function readClaudeConfig(env: Readonly<Record<string, string | undefined>>): ClaudeConfig | null {
  const { values, problems } = parseEnvironment(claudeVariables, env);
  refuse(problems, missingLines(claudeProblems(values), problems, env, environmentSchema.shape));
  return readClaude(values);
}

/** The same where nothing is sent, so that no key is needed: Anthropic's own API and its models are taken then. */
export function readClaudeConfigWithoutKey(env: Readonly<Record<string, string | undefined>>): ClaudeConfig {
  const { values, problems } = parseEnvironment(claudeVariables, env);
  refuse(problems, missingLines(claudeProblems(values), problems, env, environmentSchema.shape));
  const config = readClaude(values, { kind: 'anthropic', apiKey: '', baseUrl: null });
  if (config === null) throw new ConfigError([]);
  return config;
}

function refuse(wrong: readonly VariableProblem[], lines: readonly string[]): void {
  const all = [...wrong.map(({ text }) => text), ...lines];
  if (all.length > 0) throw new ConfigError(all);
}

/** Whether anything of the App is set, be it wrong. */
function namesApp(env: Readonly<Record<string, string | undefined>>): boolean {
  const set = withoutEmpty(env);
  return ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'].some((name) => name in set);
}

function readApp(values: Environment, wrong: readonly VariableProblem[]): { config: AppConfig; problems: string[] } {
  const isKeyWrong = wrong.some(({ name }) => name === 'PRIVATE_KEY' || name === 'PRIVATE_KEY_PATH');
  const key = readPrivateKey(values);
  const webhookSecrets = [values.WEBHOOK_SECRET, values.WEBHOOK_SECRET_PREVIOUS].filter((one) => one !== undefined);
  return {
    config: { appId: Number(values.APP_ID), privateKey: 'pem' in key ? key.pem : '', webhookSecrets },
    problems: [
      ...(values.APP_ID ? [] : ["APP_ID is missing: set it to the App's number (App ID) on its settings page"]),
      ...(values.WEBHOOK_SECRET || values.ROLE === 'worker'
        ? []
        : [
            'WEBHOOK_SECRET is missing: deliveries cannot be verified without it; openssl rand -hex 32 makes one, set it here and on the settings page of the App',
          ]),
      ...(isKeyWrong ? [] : problemsOf(key)),
    ],
  };
}

function problemsOf(read: object): string[] {
  return 'problem' in read && typeof read.problem === 'string' ? [read.problem] : [];
}

const NO_SWITCHES: TestSwitches = { timings: {}, fault: 'kill' };

/** Faults on request are for tests of a real process only: elsewhere they stop the start. */
function readTestSwitches({ NODE_ENV, NECTR_TEST }: Environment): TestSwitches | { problem: string } {
  if (NECTR_TEST === undefined) return NO_SWITCHES;
  if (NODE_ENV !== 'test') return { problem: 'NECTR_TEST is for tests only: remove it' };
  try {
    return testSwitches.parse(JSON.parse(NECTR_TEST));
  } catch {
    return { problem: 'NECTR_TEST is no JSON of test switches: remove it' };
  }
}

/** A list that is divided by commas. */
function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => one.trim() || []);
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
