import { DataSource } from 'typeorm';
import { redact } from '../access/redact.js';
import { readConfig, type Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { hasDatabase, isOwnDatabase } from '../database/embedded/own-database.js';
import { connectEmbedded } from '../database/embedded/embedded-postgres.js';
import { appLink } from '../operations/app-link.js';
import type { Check } from '../operations/check.js';
import { diagnose } from '../diagnose.js';
import { storedSettings } from '../setup/stored.js';
import { withStored } from '../setup/with-stored.js';
import { defineCommand, type Env } from './command-line.js';
import { configOrExit } from './process-life.js';
import { secretKeysOf } from './secret-keys-of.js';

const HELP = `nectr doctor [options]

Looks at everything a review needs: configuration, disk, database, queues, the App on GitHub, sign-in, its webhook, Claude,
the graph, Mem0, the MCP servers.
Says what is wrong and how to mend it.

  --json                      the same for programs
  --app-link                  prints the page that registers the App instead
  --org <name>                of the App's owner, for --app-link
  --webhook-url <url>         where GitHub reaches this server, for --app-link

Ends with 0: all is well; 1: something is not.
`;

/** `nectr doctor`. */
export const command = defineCommand({
  name: 'doctor',
  help: HELP,
  options: {
    json: { type: 'boolean', default: false },
    'app-link': { type: 'boolean', default: false },
    org: { type: 'string' },
    'webhook-url': { type: 'string' },
  },
  mostArguments: 0,
  envFile: 'all',
  run: async (values, _args, env) => {
    const config = configOrExit(env);
    if (config === null) return;
    if (!values['app-link']) return examine(env, config, values.json);
    const { gheHost, GHE_PROTOCOL } = config;
    const link = appLink({ gheHost, protocol: GHE_PROTOCOL, org: values.org, webhookUrl: values['webhook-url'] });
    process.stdout.write(`${link}\n`);
  },
});

async function examine(env: Env, given: Config, json: boolean): Promise<void> {
  const source = await openSource(given, given.dataFolder);
  const config = source instanceof DataSource ? await withWhatIsStored(env, given, source) : given;
  const checks = await diagnose(config, source);
  if (source instanceof DataSource) await source.destroy();
  process.stdout.write(json ? `${redact(JSON.stringify(checks.map(shown), null, 2))}\n` : asText(checks));
  if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
}

function shown({ name, ok, found, mend }: Check) {
  return { name, ok, found, mend };
}

/** What set-up stored counts, too; where it cannot be read the checks say what is missing. */
async function withWhatIsStored(env: Env, given: Config, source: DataSource): Promise<Config> {
  const [first, ...rest] = secretKeysOf(given);
  if (first === undefined) return given;
  try {
    return readConfig(withStored(env, await storedSettings(source, [first, ...rest]).read()));
  } catch (error) {
    process.stderr.write(`nectr doctor: ${error instanceof Error ? redact(error.message) : 'no answer'}\n`);
    return given;
  }
}

async function openSource(config: Config, dataFolder: string): Promise<DataSource | { failure: string }> {
  if (config.databaseUrl === null && hasDatabase(dataFolder) && !isOwnDatabase(dataFolder))
    return {
      failure: `the embedded database in ${dataFolder} was not made here: the server takes it over when it starts`,
    };
  const url = config.databaseUrl ?? (await connectEmbedded(dataFolder));
  if (url === null) return { failure: `the embedded database in ${dataFolder} is not running` };
  const source = createDataSource({
    scope: 'system',
    url,
    poolSize: 2,
    applicationName: 'nectr doctor',
    queryTimeoutMs: 5000,
  });
  try {
    return await source.initialize();
  } catch (error) {
    return { failure: error instanceof Error ? redact(error.message) : 'no answer' };
  }
}

function asText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, ok, found, mend }) => {
      const line = `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${redact(found)}`;
      return mend === null ? `${line}\n` : `${line}\n  ${' '.repeat(width)}  → ${mend}\n`;
    })
    .join('');
}
