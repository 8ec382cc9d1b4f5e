/** One mistake that people make, as they make it, and what they are told: exactly these lines, in any order. */
export interface WrongConfiguration {
  mistake: string;
  /** Beside `good`, or in place of it; `undefined`: the variable is not set. */
  env: Record<string, string | undefined>;
  /** `{folder}` stands for the folder it is started in. */
  told: string[];
}

/** Nothing in it may ever be printed. */
export const secrets = {
  webhook: '5f1d0c7be94a2836d1f07c5be94a28365f1d0c7b',
  other: 'a90be3c1d5f7264810b9e3c1d5f72648a90be3c1',
  anthropic: 'sk-ant-4b1c9e7f20d8a356-canary',
  password: 'p4ss-w0rd-canary',
};

const { webhook, other, anthropic, password } = secrets;
const GENERATE = "generate one on the App's settings page, under Private keys";
const NUMBER = "APP_ID must be the App's number, which stands on its settings page (App ID)";
const SECRET = 'must be at least 32 bytes long: openssl rand -hex 32 makes one';
const ENCODE = 'must be percent-encoded: write % as %25, @ as %40, # as %23, / as %2F, ? as %3F';
const path = (name: string) => `PRIVATE_KEY_PATH names {folder}/${name}, which`;
const database = { SECRET_KEY: other };

/** What the configuration itself refuses: nothing is opened, nobody is asked. */
export const wrongConfigurations: WrongConfiguration[] = [
  { mistake: 'APP_ID is the name', env: { APP_ID: 'nectr' }, told: [`${NUMBER}, not "nectr"`] },
  {
    mistake: 'APP_ID is the client ID',
    env: { APP_ID: 'Iv23liAbCdEf' },
    told: [
      "APP_ID is the App's client ID: set its number, which stands above that on the App's settings page (App ID)",
    ],
  },
  { mistake: 'APP_ID is a secret, pasted into the wrong line', env: { APP_ID: webhook }, told: [NUMBER] },
  {
    mistake: 'APP_ID with the quotes that docker --env-file leaves',
    env: { APP_ID: '"1"' },
    told: ['APP_ID has quotes around it that are part of the value, as docker --env-file leaves them: remove them'],
  },
  {
    mistake: 'APP_ID with a comment behind it',
    env: { APP_ID: '1 # ours' },
    told: ['APP_ID has a comment behind its value: put the comment on a line of its own'],
  },
  {
    mistake: 'APP_ID is forgotten',
    env: { APP_ID: undefined },
    told: ["APP_ID is missing: set it to the App's number (App ID) on its settings page"],
  },
  {
    mistake: 'APP_ID is misspelt',
    env: { APP_ID: undefined, APPID: '1' },
    told: ["APP_ID is missing: set it to the App's number (App ID) on its settings page (is APPID meant to be it?)"],
  },
  {
    mistake: 'the key is forgotten',
    env: { PRIVATE_KEY_PATH: undefined },
    told: [`PRIVATE_KEY is missing: set it, or PRIVATE_KEY_PATH, to the App's key; ${GENERATE}`],
  },
  {
    mistake: 'the key is not where it should be',
    env: { PRIVATE_KEY_PATH: 'private-key.pem' },
    told: [`${path('private-key.pem')} does not exist: put the file there, or correct the path`],
  },
  {
    mistake: 'a path that only a shell would understand',
    env: { PRIVATE_KEY_PATH: '~/key.pem' },
    told: ['PRIVATE_KEY_PATH begins with ~, which only a shell replaces: write the whole path, not "~/key.pem"'],
  },
  {
    mistake: 'the folder of the key',
    env: { PRIVATE_KEY_PATH: 'keys' },
    told: [`${path('keys')} is no regular file: name the file itself`],
  },
  {
    mistake: 'a file below a file',
    env: { PRIVATE_KEY_PATH: 'ec.pem/key.pem' },
    told: [`${path('ec.pem/key.pem')} does not exist: put the file there, or correct the path`],
  },
  {
    mistake: 'a key that is not RSA',
    env: { PRIVATE_KEY_PATH: 'ec.pem' },
    told: [`${path('ec.pem')} is a key of the kind ec, not RSA: ${GENERATE}`],
  },
  {
    mistake: 'the public key',
    env: { PRIVATE_KEY_PATH: 'public.pem' },
    told: [`${path('public.pem')} is a public key: the private one is needed; ${GENERATE}`],
  },
  {
    mistake: 'a key for SSH',
    env: { PRIVATE_KEY_PATH: 'ssh.pem' },
    told: [`${path('ssh.pem')} is a key for SSH: the App's own is needed; ${GENERATE}`],
  },
  {
    mistake: 'a certificate',
    env: { PRIVATE_KEY_PATH: 'certificate.pem' },
    told: [`${path('certificate.pem')} is a certificate: the App's private key is needed; ${GENERATE}`],
  },
  {
    mistake: 'a key with a passphrase',
    env: { PRIVATE_KEY_PATH: 'locked.pem' },
    told: [`${path('locked.pem')} is locked by a passphrase: openssl rsa -in <file> -out <new file> unlocks it`],
  },
  {
    mistake: 'half a key',
    env: { PRIVATE_KEY_PATH: 'damaged.pem' },
    told: [`${path('damaged.pem')} is a damaged private key: copy the whole file that GitHub gave you, or ${GENERATE}`],
  },
  {
    mistake: 'a file that is no key',
    env: { PRIVATE_KEY_PATH: 'text.pem' },
    told: [`${path('text.pem')} is no private key in PEM form (-----BEGIN …): ${GENERATE}`],
  },
  {
    mistake: 'PRIVATE_KEY is the path',
    env: { PRIVATE_KEY_PATH: undefined, PRIVATE_KEY: './key.pem' },
    told: ['PRIVATE_KEY is the path of a file: set PRIVATE_KEY_PATH to it instead'],
  },
  {
    mistake: 'the key in .env without quotes, so that its first line is all that is read',
    env: { PRIVATE_KEY_PATH: undefined, PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----' },
    told: ['PRIVATE_KEY is cut off: in .env put the whole key in double quotes, or write its line ends as \\n'],
  },
  {
    mistake: 'the key itself in PRIVATE_KEY_PATH',
    env: { PRIVATE_KEY_PATH: '-----BEGIN RSA PRIVATE KEY-----\nMIIE' },
    told: ['PRIVATE_KEY_PATH holds the key itself: set PRIVATE_KEY to it instead'],
  },
  {
    mistake: 'the webhook secret is forgotten',
    env: { WEBHOOK_SECRET: undefined },
    told: [
      'WEBHOOK_SECRET is missing: deliveries cannot be verified without it; openssl rand -hex 32 makes one, set it here and on the settings page of the App',
    ],
  },
  { mistake: 'a short webhook secret', env: { WEBHOOK_SECRET: 'hunter2-hunter2' }, told: [`WEBHOOK_SECRET ${SECRET}`] },
  {
    mistake: 'a webhook secret out of a tutorial',
    env: { WEBHOOK_SECRET: 'your-webhook-secret-here-please-change-me' },
    told: ['WEBHOOK_SECRET is a published placeholder, which everybody knows: openssl rand -hex 32 makes a secret'],
  },
  {
    mistake: 'the same secret twice',
    env: { DATABASE_URL: 'postgres://u:x@localhost:1/d', SECRET_KEY: webhook },
    told: ['SECRET_KEY must differ from WEBHOOK_SECRET: what opens one must not open the other'],
  },
  { mistake: 'a port that is none', env: { PORT: 'http' }, told: ['PORT must be a port number, not "http"'] },
  { mistake: 'a port too high', env: { PORT: '80800' }, told: ['PORT must be 0 to 65535, not "80800"'] },
  {
    mistake: 'one port for two',
    env: { PORT: '8080', METRICS_PORT: '8080' },
    told: ['METRICS_PORT must differ from PORT, both are 8080: give each a port of its own'],
  },
  {
    mistake: 'HOST with a port',
    env: { HOST: 'localhost:3000' },
    told: [
      'HOST must be an address of this machine, without scheme and port, such as 0.0.0.0 or 127.0.0.1, not "localhost:3000"',
    ],
  },
  {
    mistake: 'a level that does not exist',
    env: { LOG_LEVEL: 'verbose' },
    told: ['LOG_LEVEL must be trace, debug, info, warn, error or fatal, not "verbose"'],
  },
  {
    mistake: 'a role that does not exist',
    env: { ROLE: 'server' },
    told: ['ROLE must be all, web or worker, not "server"'],
  },
  {
    mistake: 'web without a database',
    env: { ROLE: 'web' },
    told: [
      'DATABASE_URL is missing: ROLE=web shares its database with other processes; set the address of a PostgreSQL',
    ],
  },
  {
    mistake: 'GHE_HOST with a scheme',
    env: { GHE_HOST: 'https://github.acme.dev' },
    told: ['GHE_HOST must be a host, without scheme and path, such as github.acme.dev, not "https://github.acme.dev"'],
  },
  {
    mistake: 'GHE_HOST for github.com',
    env: { GHE_HOST: 'github.com' },
    told: ['GHE_HOST is for GitHub Enterprise Server: leave it empty for github.com'],
  },
  {
    mistake: 'a database without a key',
    env: { DATABASE_URL: `postgres://u:${password}@localhost/d` },
    told: ['SECRET_KEY is missing: with DATABASE_URL it is not made for you; openssl rand -hex 32 makes one, keep it'],
  },
  {
    mistake: 'another database',
    env: { ...database, DATABASE_URL: `mysql://u:${password}@localhost/d` },
    told: [
      'DATABASE_URL must begin with postgresql:// or postgres://, such as postgresql://nectr:password@localhost:5432/nectr, not mysql://',
    ],
  },
  {
    mistake: 'the address of JDBC',
    env: { ...database, DATABASE_URL: 'jdbc:postgresql://localhost/d' },
    told: [
      'DATABASE_URL must begin with postgresql:// or postgres://, such as postgresql://nectr:password@localhost:5432/nectr',
    ],
  },
  ...['@', '%'].map((character) => ({
    mistake: `a password with ${character}`,
    env: { ...database, DATABASE_URL: `postgres://u:${password}${character}x@localhost/d` },
    told: [`DATABASE_URL has a user or password with a character that ${ENCODE}`],
  })),
  ...['#', '/'].map((character) => ({
    mistake: `a password with ${character}`,
    env: { ...database, DATABASE_URL: `postgres://u:${password}${character}x@localhost/d` },
    told: [
      `DATABASE_URL has a user or password with a character that ${ENCODE}; .env takes what follows a # for a comment`,
    ],
  })),
  {
    mistake: 'no name of a database',
    env: { ...database, DATABASE_URL: `postgres://u:${password}@localhost` },
    told: [
      'DATABASE_URL names no database: put it at the end, such as postgresql://nectr:password@localhost:5432/nectr',
    ],
  },
  {
    mistake: 'an sslmode that does not exist',
    env: { ...database, DATABASE_URL: `postgres://u:${password}@localhost/d?sslmode=on` },
    told: ['DATABASE_URL has sslmode="on": write one of disable, no-verify, prefer, require, verify-ca, verify-full'],
  },
  {
    mistake: 'a data folder that only a shell would understand',
    env: { NECTR_DATA: '~/nectr' },
    told: ['NECTR_DATA begins with ~, which only a shell replaces: write the whole path, not "~/nectr"'],
  },
  {
    mistake: 'a key of Claude in two lines',
    env: { ANTHROPIC_API_KEY: `${anthropic} more` },
    told: ['ANTHROPIC_API_KEY must be a key of the Anthropic console, without spaces'],
  },
  {
    mistake: 'a model with a space',
    env: { ANTHROPIC_API_KEY: anthropic, ANTHROPIC_MODEL: 'Claude Sonnet' },
    told: ['ANTHROPIC_MODEL must be the id of a model, not "Claude Sonnet"'],
  },
  {
    mistake: 'a provider that does not exist',
    env: { CLAUDE_PROVIDER: 'azure' },
    told: ['CLAUDE_PROVIDER must be anthropic, bedrock or vertex, not "azure"'],
  },
  {
    mistake: 'Bedrock without a region',
    env: { CLAUDE_PROVIDER: 'bedrock' },
    told: ['AWS_REGION is missing: CLAUDE_PROVIDER=bedrock needs one, such as us-east-1'],
  },
  {
    mistake: 'two providers',
    env: { CLAUDE_PROVIDER: 'bedrock', AWS_REGION: 'us-east-1', ANTHROPIC_API_KEY: anthropic },
    told: ['ANTHROPIC_API_KEY is of anthropic, but CLAUDE_PROVIDER=bedrock: remove one of them'],
  },
  {
    mistake: 'Vertex without a project',
    env: { CLAUDE_PROVIDER: 'vertex' },
    told: ['ANTHROPIC_VERTEX_PROJECT_ID is missing: CLAUDE_PROVIDER=vertex needs one; set the id of a Google project'],
  },
  {
    mistake: 'yes for true',
    env: { PARALLEL_REVIEW_AGENTS: 'yes' },
    told: ['PARALLEL_REVIEW_AGENTS must be true or false, not "yes"'],
  },
  {
    mistake: 'a budget with a unit',
    env: { REVIEW_DOLLAR_BUDGET: '$3' },
    told: ['REVIEW_DOLLAR_BUDGET must be a number above 0, not "$3"'],
  },
  {
    mistake: 'Neo4j by its page',
    env: { NEO4J_URI: 'http://localhost:7474', NEO4J_PASSWORD: password },
    told: [
      'NEO4J_URI must be a URL that begins with neo4j:// or neo4j+s:// or neo4j+ssc:// or bolt:// or bolt+s:// or bolt+ssc://, not http://',
    ],
  },
  {
    mistake: 'Neo4j without a password',
    env: { NEO4J_URI: 'bolt://localhost' },
    told: ['NEO4J_PASSWORD is missing: NEO4J_URI needs one; set it, or leave NEO4J_URI empty'],
  },
  {
    mistake: 'Mem0 in the clear',
    env: { MEM0_API_KEY: anthropic, MEM0_HOST: 'http://mem0.acme.dev' },
    told: [
      'MEM0_HOST must begin with https://, not http://: by http:// the key and what is remembered would cross the internet readable',
    ],
  },
  {
    mistake: 'sign-in without a secret',
    env: { GITHUB_CLIENT_ID: 'Iv23liAbCdEf' },
    told: ["GITHUB_CLIENT_SECRET is missing: GITHUB_CLIENT_ID needs one; generate it on the App's settings page"],
  },
  {
    mistake: 'GITHUB_CLIENT_ID is the number',
    env: { GITHUB_CLIENT_ID: '123456', GITHUB_CLIENT_SECRET: other },
    told: [
      "GITHUB_CLIENT_ID is the App's number: set its client ID, which stands below that on the App's settings page",
    ],
  },
  {
    mistake: 'sign-in in the clear',
    env: { GITHUB_CLIENT_ID: 'Iv23liAbCdEf', GITHUB_CLIENT_SECRET: other, BACKEND_URL: 'http://nectr.acme.dev' },
    told: [
      'BACKEND_URL must begin with https://: by http:// people can sign in on this machine only (http://localhost)',
    ],
  },
  {
    mistake: 'BACKEND_URL with a path',
    env: { BACKEND_URL: 'https://acme.dev/nectr' },
    told: ['BACKEND_URL must be an address without a path, such as https://nectr.example.com'],
  },
  {
    mistake: 'the text of .env.example',
    env: { WEBHOOK_PROXY_URL: 'https://smee.io/your-channel' },
    told: ['WEBHOOK_PROXY_URL is the text of .env.example, not a value of yours: set one, or leave it empty'],
  },
  {
    mistake: 'five at once',
    env: { APP_ID: 'nectr', PRIVATE_KEY_PATH: 'nokey.pem', WEBHOOK_SECRET: 'short', PORT: 'x', ROLE: 'web' },
    told: [
      `${NUMBER}, not "nectr"`,
      `WEBHOOK_SECRET ${SECRET}`,
      'PORT must be a port number, not "x"',
      'DATABASE_URL is missing: ROLE=web shares its database with other processes; set the address of a PostgreSQL',
      `${path('nokey.pem')} does not exist: put the file there, or correct the path`,
    ],
  },
];
