import { createLog } from '../../access/log.js';
import { Problem } from '../../api/door/problem.js';
import { readConfig, type Config } from '../../config.js';
import { createDataSource } from '../../database/data-source.js';
import { connectEmbedded } from '../../database/embedded/embedded-postgres.js';
import { migrate } from '../../database/migrate.js';
import { openDatabase } from '../../database/open-database.js';
import { setupGrants, type SetupGrants } from '../../setup/grants.js';
import { storedSettings, type StoredName, type StoredSettings } from '../../setup/stored.js';
import { withStored } from '../../setup/with-stored.js';
import type { Env } from '../command-line.js';
import { configOrExit } from '../process-life.js';
import { secretKeysOf } from '../secret-keys-of.js';

/** What the parts of `nectr setup` work with. */
export interface SetupCommand {
  env: Env;
  /** With what is stored. */
  config: Config;
  stored: StoredSettings;
  grants: SetupGrants;
  reset(): Promise<void>;
}

const NAMES: readonly StoredName[] = ['reach', 'github', 'app', 'claude'];

/**
 * Opens the database of the running server, or makes and opens it for this time; what a person has to mend is printed as
 * one line, exit code 1.
 */
export async function withSetup(env: Env, run: (setup: SetupCommand) => Promise<void>): Promise<void> {
  const given = configOrExit(env);
  if (given === null) return;
  const database = await open(given);
  const source = createDataSource({
    scope: 'system',
    url: database.url,
    poolSize: 1,
    applicationName: 'nectr setup',
  });
  try {
    await migrate(database.url);
    await source.initialize();
    const stored = storedSettings(source, database.secretKeys);
    const reset = async () => {
      for (const name of NAMES) await stored.remove(name);
      process.stdout.write('Forgotten. The App on GitHub stays: delete it there, under Developer settings.\n');
    };
    // Nothing is read: it may be what cannot be read that is to be forgotten.
    const whole = await stored.read().then(
      (read) => withStored(env, read),
      () => env,
    );
    await run({ env, config: readConfig(whole), stored, grants: setupGrants(source), reset });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`nectr setup: ${error.detail}\n`);
    process.exitCode = 1;
  } finally {
    await source.destroy().catch(() => undefined);
    await database.stop();
  }
}

async function open(config: Config) {
  const { databaseUrl, dataFolder } = config;
  const [first, ...rest] = secretKeysOf(config);
  const running = databaseUrl ?? (await connectEmbedded(dataFolder));
  const nothing = () => Promise.resolve();
  if (running !== null && first !== undefined)
    return { url: running, secretKeys: [first, ...rest] as [string, ...string[]], stop: nothing };
  const log = createLog({ level: 'warn', name: 'setup' });
  return openDatabase({ databaseUrl, folder: dataFolder, secretKeys: config.secretKeys, as: 'server' }, log);
}
