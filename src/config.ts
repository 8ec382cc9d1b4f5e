import { createPrivateKey } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { BudgetLimits } from './claude/model-budget.js';
import { readSmallFile } from './files/read-small-file.js';
import { testSwitches, type TestSwitches } from './test-switches.js';
import { whyNoValue } from './why-no-value.js';

/** Bad environment. The message has one line per variable, names it, says how to mend it, and never shows a value. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const text = z.string().trim().min(1).optional();
const url = (...schemes: string[]) =>
  text.refine(
    (value) => value === undefined || (URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1))),
    {
      error: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    },
  );
const port = (fallback: number) =>
  z.coerce
    .number('must be a port number')
    .int('must be a port number')
    .min(0, 'must be 0 to 65535')
    .max(65_535, 'must be 0 to 65535')
    .default(fallback);
/** A shell would replace `~`; nobody does for what stands in a file or is quoted. */
const path = text.refine((value) => value === undefined || !value.startsWith('~'), {
  error: 'begins with ~, which only a shell replaces: write the whole path',
});
const secret = text.refine((value) => value === undefined || Buffer.byteLength(value) >= 32, {
  error: 'must be at least 32 bytes long',
});

const amount = (fallback: number) =>
  z.coerce.number('must be a number above 0').positive('must be a number above 0').default(fallback);

/** Every variable this process reads; the one place where they are named (a test compares `.env.example`). */
export const environmentSchema = z.object({
  APP_ID: text.refine((value) => value === undefined || /^[1-9]\d{0,14}$/.test(value), {
    error: "must be the App's number",
  }),
  PRIVATE_KEY: text,
  PRIVATE_KEY_PATH: path,
  WEBHOOK_SECRET: secret,
  WEBHOOK_SECRET_PREVIOUS: secret,
  WEBHOOK_PROXY_URL: url('http', 'https'),
  GHE_HOST: text.refine((value) => value === undefined || /^[\w.-]+(:\d+)?$/.test(value), {
    error: 'must be a host, without scheme and path',
  }),
  GHE_PROTOCOL: z.enum(['http', 'https'], 'must be http or https').default('https'),
  PORT: port(3000),
  HOST: z.string().trim().min(1).default('0.0.0.0'),
  METRICS_PORT: port(9464),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'must be trace, debug, info, warn, error or fatal')
    .default('info'),
  DATABASE_URL: z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().replace(/^postgresql\+asyncpg:/, 'postgresql:') : value),
    url('postgres', 'postgresql'),
  ),
  SECRET_KEY: secret,
  SECRET_KEY_PREVIOUS: secret,
  ANTHROPIC_API_KEY: text.refine((value) => value === undefined || /^[\x21-\x7e]{8,}$/.test(value), {
    error: 'must be a key of the Anthropic console, without spaces',
  }),
  ANTHROPIC_BASE_URL: url('http', 'https'),
  ANTHROPIC_MODEL: z
    .string()
    .trim()
    .regex(/^[\w.:@/-]{1,100}$/, 'must be the id of a model')
    .default('claude-sonnet-5-5'),
  PARALLEL_REVIEW_AGENTS: z.enum(['true', 'false'], 'must be true or false').default('false'),
  REVIEW_TOKEN_BUDGET: amount(2_000_000),
  REVIEW_DOLLAR_BUDGET: amount(2),
  DAILY_TOKEN_BUDGET: amount(100_000_000),
  DAILY_DOLLAR_BUDGET: amount(50),
  NECTR_DATA: path,
  ROLE: z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  NODE_ENV: text,
  NECTR_TEST: text,
});

/** Named by the runtime contract, read by parts that do not exist yet: accepted, reported as unused. */
export const laterVariables: readonly string[] = [
  'NEO4J_URI',
  'NEO4J_USERNAME',
  'NEO4J_PASSWORD',
  'MEM0_API_KEY',
  'MEM0_HOST',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
  'BACKEND_URL',
  'FRONTEND_URL',
  'APP_ENV',
  'LINEAR_MCP_URL',
  'LINEAR_API_KEY',
  'SENTRY_MCP_URL',
  'SENTRY_AUTH_TOKEN',
  'SLACK_MCP_URL',
  'SLACK_MCP_TOKEN',
];

type Environment = z.infer<typeof environmentSchema>;

export interface AppConfig {
  appId: number;
  /** PEM. */
  privateKey: string;
  /** The one to sign with first; the second only while a rotation lasts. None in a worker, which takes no deliveries. */
  webhookSecrets: string[];
}

/** Claude as it is configured. Budgets are in tokens and US dollars; the daily ones are for each installation. */
export interface ClaudeConfig {
  apiKey: string;
  /** Null: Anthropic's own. */
  baseUrl: string | null;
  model: string;
  /** Overrules the repository's setting. */
  parallel: boolean;
  budgets: BudgetLimits;
}

export type Config = Pick<Environment, 'GHE_PROTOCOL' | 'PORT' | 'HOST' | 'METRICS_PORT' | 'LOG_LEVEL' | 'ROLE'> & {
  gheHost: string | null;
  webhookProxyUrl: string | null;
  databaseUrl: string | null;
  /** Where the embedded database, its key and snapshots of repositories lie; a whole path. */
  dataFolder: string;
  /** Newest first; empty with the embedded database, which makes its own. */
  secretKeys: string[];
  /** Null: no key is set; the rules review alone. */
  claude: ClaudeConfig | null;
  unused: string[];
  test: TestSwitches;
} & ({ mode: 'configured'; app: AppConfig } | { mode: 'setup' });

/**
 * Reads and checks the whole environment; empty variables count as unset. `setup` only if nothing of the App is set (behaviour.md).
 * Throws ConfigError naming every bad variable.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values = parseEnvironment(environmentSchema, env);
  const problems = [...databaseProblems(values), ...secretProblems(values)];
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
    databaseUrl: values.DATABASE_URL ?? null,
    dataFolder: resolve(values.NECTR_DATA ?? '.nectr'),
    secretKeys: [values.SECRET_KEY, values.SECRET_KEY_PREVIOUS].filter((key) => key !== undefined),
    claude: readClaude(values),
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
  return readClaude(parseEnvironment(claudeVariables, env));
}

const secretNames = [
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'ANTHROPIC_API_KEY',
] as const;

const claudeVariables = environmentSchema.pick({
  ANTHROPIC_API_KEY: true,
  ANTHROPIC_BASE_URL: true,
  ANTHROPIC_MODEL: true,
  PARALLEL_REVIEW_AGENTS: true,
  REVIEW_TOKEN_BUDGET: true,
  REVIEW_DOLLAR_BUDGET: true,
  DAILY_TOKEN_BUDGET: true,
  DAILY_DOLLAR_BUDGET: true,
});

/** The variables about Claude, for what starts a process of its own. */
export const claudeVariableNames: readonly string[] = Object.keys(claudeVariables.shape);

/** Empty variables count as unset; what is no value is refused before anything else is said of it. */
function parseEnvironment<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  const given = withoutEmpty(env);
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

function readClaude(values: z.output<typeof claudeVariables>): ClaudeConfig | null {
  if (values.ANTHROPIC_API_KEY === undefined) return null;
  return {
    apiKey: values.ANTHROPIC_API_KEY,
    baseUrl: values.ANTHROPIC_BASE_URL ?? null,
    model: values.ANTHROPIC_MODEL,
    parallel: values.PARALLEL_REVIEW_AGENTS === 'true',
    budgets: {
      reviewTokens: values.REVIEW_TOKEN_BUDGET,
      reviewDollars: values.REVIEW_DOLLAR_BUDGET,
      dailyTokens: values.DAILY_TOKEN_BUDGET,
      dailyDollars: values.DAILY_DOLLAR_BUDGET,
    },
  };
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

/** One leak must not open two doors: no two secrets are equal. */
function secretProblems(values: Environment): string[] {
  return secretNames.flatMap((name, index) => {
    const twin = secretNames
      .slice(0, index)
      .find((other) => values[name] !== undefined && values[other] === values[name]);
    return twin ? [`${name} must differ from ${twin}`] : [];
  });
}
