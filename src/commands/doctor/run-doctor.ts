import { DataSource } from 'typeorm';
import { redact } from '../../access/redact.js';
import { readConfig, type Config } from '../../config.js';
import { createDataSource } from '../../database/data-source.js';
import { hasDatabase, isOwnDatabase } from '../../database/embedded/own-database.js';
import { connectEmbedded } from '../../database/embedded/embedded-postgres.js';
import { appLink } from '../../operations/app-link.js';
import type { Check } from '../../operations/doctor/check.js';
import { diagnose } from '../../diagnose.js';
import { storedSettings } from '../../setup/stored.js';
import { withStored } from '../../setup/with-stored.js';
import type { Env } from '../command-line.js';
import { configOrExit } from '../process-life.js';
import { secretKeysOf } from '../secret-keys-of.js';

interface Wanted {
  json: boolean;
  /** The page that registers the App, in place of the checks. */
  appLink: boolean;
  org: string | undefined;
  webhookUrl: string | undefined;
}

/** `nectr doctor`. Sets the exit code as its help says. */
export async function runDoctor(env: Env, { json, appLink: isLink, org, webhookUrl }: Wanted): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  if (!isLink) return examine(env, config, json);
  const { gheHost, GHE_PROTOCOL } = config;
  process.stdout.write(`${appLink({ gheHost, protocol: GHE_PROTOCOL, org, webhookUrl })}\n`);
}

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
