import { isIP } from 'node:net';
import { z } from 'zod';
import { databaseUrlProblem } from './database-url-problem.js';

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
  error: ({ input }) =>
    `begins with ~, which only a shell replaces: write the whole path, not ${JSON.stringify(input)}`,
});
const secret = text.refine((value) => value === undefined || Buffer.byteLength(value) >= 32, {
  error: 'must be at least 32 bytes long: openssl rand -hex 32 makes one',
});

/** A driver that logs its address would log them. */
const hasNoPassword = (value: string | undefined): boolean => {
  if (value === undefined || !URL.canParse(value)) return true;
  const { username, password } = new URL(value);
  return username === '' && password === '';
};

const hasNoQuery = (value: string | undefined): boolean => value === undefined || !/[?#]/.test(value);

/** Unencrypted only to this machine, a neighbour in its network or its cluster. */
const isSafeOnItsWay = (value: string | undefined): boolean => {
  if (value === undefined || !URL.canParse(value)) return true;
  const { protocol, hostname } = new URL(value);
  return protocol !== 'http:' || isNear(hostname.replaceAll(/^\[|\]$/g, ''));
};

/** https://www.rfc-editor.org/rfc/rfc1918, rfc4193, rfc6762, rfc8375; a name without a dot is one of the own network. */
const isNear = (host: string): boolean => {
  const family = isIP(host);
  if (family === 4) return /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host);
  if (family === 6) return /^(?:::1$|f[cd]|fe[89ab])/.test(host);
  return !host.includes('.') || /\.(?:localhost|local|internal|home\.arpa|lan)$/.test(host);
};

const hosts = text.refine((value) => value === undefined || value.split(',').every((host) => isHostName(host.trim())), {
  error: 'must be host names or addresses with commas between them, without scheme, port and path',
});

/** Where people reach us: scheme, host and port, since cookies and `Origin` know no more of an address. */
const origin = url('http', 'https').refine(
  (value) =>
    value === undefined || !URL.canParse(value) || new URL(value).origin === value.replace(/\/$/, '').toLowerCase(),
  { error: 'must be an address without a path, such as https://nectr.example.com' },
);

/** The address of an MCP server; what opens it has a variable of its own. */
const mcpAddress = (secretName: string) =>
  url('http', 'https')
    .refine(hasNoPassword, { error: `must not hold a user or password: set ${secretName}` })
    .refine((value) => value === undefined || !value.includes('#'), { error: 'must be an address without #' })
    .refine(isSafeOnItsWay, {
      error: `must begin with https://: by http:// ${secretName} would cross the internet readable`,
    });

const token = text.refine((value) => value === undefined || /^[\x21-\x7e]{8,}$/.test(value), {
  error: 'must be a token of at least 8 characters, without spaces',
});

/** Account logins of GitHub, in small letters; a user of an enterprise has an underscore in its own. */
const accounts = z
  .string()
  .transform((value) => value.split(',').flatMap((login) => login.trim().toLowerCase() || []))
  .refine((logins) => logins.every((login) => /^[a-z\d][\w-]{0,99}$/.test(login)), {
    error: 'must be logins of accounts with commas between them, such as acme,other',
  })
  .default([]);

const model = text.refine((value) => value === undefined || /^[\w.:@/-]{1,200}$/.test(value), {
  error: 'must be the id of a model',
});
/** It becomes a part of the address that is called. */
const region = (example: string) =>
  text.refine((value) => value === undefined || /^[a-z][a-z0-9-]{1,30}$/.test(value), {
    error: `must be the name of a region, such as ${example}`,
  });
const oneWord = (error: string) =>
  text.refine((value) => value === undefined || /^[\x21-\x7e]+$/.test(value), { error });

const isHostName = (host: string): boolean =>
  isIP(host.replaceAll(/^\[|\]$/g, '')) !== 0 || /^(?!-)[a-z0-9_.-]{1,253}$/i.test(host);

const amount = (fallback: number) =>
  z.coerce.number('must be a number above 0').positive('must be a number above 0').default(fallback);

/** Every variable this process reads; the one place where they are named (a test compares `.env.example`). */
export const environmentSchema = z.object({
  APP_ID: text.refine((value) => value === undefined || /^[1-9]\d{0,14}$/.test(value), {
    error: ({ input }) =>
      /^(?:Iv\d|lv\d)/.test(String(input).trim())
        ? "is the App's client ID: set its number, which stands above that on the App's settings page (App ID)"
        : "must be the App's number, which stands on its settings page (App ID)",
  }),
  PRIVATE_KEY: text,
  PRIVATE_KEY_PATH: path,
  WEBHOOK_SECRET: secret,
  WEBHOOK_SECRET_PREVIOUS: secret,
  WEBHOOK_PROXY_URL: url('http', 'https'),
  SMEE_URL: url('http', 'https').refine(hasNoQuery, { error: 'must be an address without ? and #' }),
  GHE_HOST: text
    .refine((value) => value === undefined || /^[\w.-]+(:\d+)?$/.test(value), {
      error: 'must be a host, without scheme and path, such as github.acme.dev',
    })
    .refine((value) => value === undefined || !/^(?:www\.|api\.)?github\.com$/i.test(value), {
      error: 'is for GitHub Enterprise Server: leave it empty for github.com',
    }),
  GHE_PROTOCOL: z.enum(['http', 'https'], 'must be http or https').default('https'),
  PORT: port(3000),
  HOST: z
    .string()
    .trim()
    .refine((host) => isHostName(host), {
      error: 'must be an address of this machine, without scheme and port, such as 0.0.0.0 or 127.0.0.1',
    })
    .default('0.0.0.0'),
  METRICS_PORT: port(9464),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'must be trace, debug, info, warn, error or fatal')
    .default('info'),
  DATABASE_URL: z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().replace(/^postgresql\+asyncpg:/, 'postgresql:') : value),
    text.refine((value) => value === undefined || databaseUrlProblem(value) === null, {
      error: ({ input }) => databaseUrlProblem(String(input)) ?? '',
    }),
  ),
  SECRET_KEY: secret,
  SECRET_KEY_PREVIOUS: secret,
  ANTHROPIC_API_KEY: text.refine((value) => value === undefined || /^[\x21-\x7e]{8,}$/.test(value), {
    error: 'must be a key of the Anthropic console, without spaces',
  }),
  ANTHROPIC_BASE_URL: url('http', 'https'),
  ANTHROPIC_MODEL: model,
  ANTHROPIC_SMALL_MODEL: model,
  CLAUDE_PROVIDER: z.enum(['anthropic', 'bedrock', 'vertex'], 'must be anthropic, bedrock or vertex').optional(),
  AWS_REGION: region('us-east-1'),
  AWS_DEFAULT_REGION: region('us-east-1'),
  AWS_BEARER_TOKEN_BEDROCK: oneWord('must be an API key of Amazon Bedrock, without spaces'),
  AWS_ACCESS_KEY_ID: oneWord('must be the id of an access key of AWS, without spaces'),
  AWS_SECRET_ACCESS_KEY: oneWord('must be a secret access key of AWS, without spaces'),
  AWS_SESSION_TOKEN: oneWord('must be a session token of AWS, without spaces'),
  AWS_PROFILE: text,
  ANTHROPIC_BEDROCK_BASE_URL: url('http', 'https'),
  CLOUD_ML_REGION: region('global or europe-west1'),
  ANTHROPIC_VERTEX_PROJECT_ID: text.refine(
    (value) => value === undefined || /^(?:[a-z][a-z0-9.:-]{4,60}[a-z0-9]|\d{6,20})$/.test(value),
    { error: 'must be the id of a Google project' },
  ),
  GOOGLE_APPLICATION_CREDENTIALS: path,
  ANTHROPIC_VERTEX_BASE_URL: url('http', 'https'),
  PARALLEL_REVIEW_AGENTS: z.enum(['true', 'false'], 'must be true or false').default('false'),
  REVIEW_TOKEN_BUDGET: amount(3_000_000),
  REVIEW_DOLLAR_BUDGET: amount(3),
  DAILY_TOKEN_BUDGET: amount(100_000_000),
  DAILY_DOLLAR_BUDGET: amount(50),
  HISTORY_PULL_REQUESTS: z.coerce
    .number('must be a whole number from 1 to 10000')
    .int('must be a whole number from 1 to 10000')
    .min(1, 'must be a whole number from 1 to 10000')
    .max(10_000, 'must be a whole number from 1 to 10000')
    .default(500),
  NEO4J_URI: url('neo4j', 'neo4j+s', 'neo4j+ssc', 'bolt', 'bolt+s', 'bolt+ssc').refine(hasNoPassword, {
    error: 'must not hold a user or password: set NEO4J_USERNAME and NEO4J_PASSWORD',
  }),
  NEO4J_USERNAME: z.string().trim().min(1).default('neo4j'),
  NEO4J_PASSWORD: text,
  NEO4J_DATABASE: text.refine((value) => value === undefined || /^[A-Za-z0-9][A-Za-z0-9.-]{2,62}$/.test(value), {
    error: 'must be the name of a database: 3 to 63 letters, digits, dots and dashes',
  }),
  NEO4J_MAX_NODES: z.coerce
    .number('must be a whole number above 0')
    .int('must be a whole number above 0')
    .min(1, 'must be a whole number above 0')
    .optional(),
  MEM0_API_KEY: text.refine((value) => value === undefined || /^[\x21-\x7e]{8,}$/.test(value), {
    error: 'must be a key of Mem0, without spaces',
  }),
  MEM0_HOST: url('http', 'https')
    .refine(hasNoPassword, { error: 'must not hold a user or password: set MEM0_API_KEY' })
    .refine(hasNoQuery, { error: 'must be an address without ? and #' })
    .refine(isSafeOnItsWay, {
      error: 'must begin with https://: by http:// the key and what is remembered would cross the internet readable',
    }),
  GITHUB_CLIENT_ID: text
    .refine((value) => value === undefined || /^[\w.-]{4,100}$/.test(value), {
      error: 'must be the client ID of the App, as its settings page shows it',
    })
    .refine((value) => value === undefined || !/^\d+$/.test(value), {
      error: "is the App's number: set its client ID, which stands below that on the App's settings page",
    }),
  GITHUB_CLIENT_SECRET: text.refine((value) => value === undefined || /^[\x21-\x7e]{16,}$/.test(value), {
    error: 'must be a client secret of the App, without spaces',
  }),
  BACKEND_URL: origin,
  FRONTEND_URL: origin,
  APP_ENV: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,50}$/, 'must be a name, such as production or staging')
    .default('development'),
  LINEAR_MCP_URL: mcpAddress('LINEAR_API_KEY'),
  LINEAR_API_KEY: token,
  LINEAR_MCP_INSTALLATIONS: accounts,
  SENTRY_MCP_URL: mcpAddress('SENTRY_AUTH_TOKEN'),
  SENTRY_AUTH_TOKEN: token,
  SENTRY_MCP_INSTALLATIONS: accounts,
  SLACK_MCP_URL: mcpAddress('SLACK_MCP_TOKEN'),
  SLACK_MCP_TOKEN: token,
  SLACK_MCP_INSTALLATIONS: accounts,
  ALLOWED_PRIVATE_HOSTS: hosts,
  WORKFLOW_HTTP_HOSTS: hosts,
  MCP_SSE: z.enum(['true', 'false'], 'must be true or false').default('false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https')
    .refine(hasNoPassword, { error: 'must not hold a user or password: set OTEL_EXPORTER_OTLP_HEADERS' })
    .refine(hasNoQuery, { error: 'must be an address without ? and #' }),
  OTEL_EXPORTER_OTLP_HEADERS: text.refine(
    (value) => value === undefined || /^[\w-]+=[^,]*(?:,[\w-]+=[^,]*)*$/.test(value),
    {
      error: 'must be names and values, such as x-api-key=…,x-tenant=acme',
    },
  ),
  NECTR_DATA: path,
  ARCHIVE_FOLDER: path,
  ROLE: z.enum(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  NODE_ENV: text,
  NECTR_TEST: text,
});

/** Named by the runtime contract, read by parts that do not exist yet: accepted, reported as unused. */
export const laterVariables: readonly string[] = [];

/** The environment as it is read, each variable with its default. */
export type Environment = z.infer<typeof environmentSchema>;
