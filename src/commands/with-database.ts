import type { DataSource } from 'typeorm';
import { createLog } from '../access/log.js';
import type { Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { connectEmbedded } from '../database/embedded/embedded-postgres.js';
import { databaseTrouble } from '../database/database-trouble.js';
import { missingMigrations } from '../database/missing-migrations.js';
import { openDatabase } from '../database/open-database.js';
import { countOf } from '../words/count-of.js';
import type { Env } from './command-line.js';
import { configOrExit, mayOpen, tellRefusal } from './process-life.js';

/** A database of somebody else's may be away, or refuse us: said in one line, exit code 1. */
async function answers(source: DataSource, url: string): Promise<boolean> {
  try {
    await source.initialize();
    return true;
  } catch (error) {
    tellRefusal(databaseTrouble(error, url));
    return false;
  }
}

/** A statement on tables that are not there yet would say so in the words of PostgreSQL. */
async function isOfThisVersion(source: DataSource): Promise<boolean> {
  const missing = await missingMigrations(source);
  if (missing.length === 0) return true;
  process.stderr.write(
    `The database is older than this version (${countOf(missing.length, 'migration')} missing): run \`nectr migrate\`, or start the server, which does it too.\n`,
  );
  process.exitCode = 1;
  return false;
}

/**
 * Runs a command of this name on the database of the running server, or on its own that is opened for that time.
 * Without a usable configuration or database nothing runs: why was printed, and the exit code is set.
 */
export async function withDatabase(
  env: Env,
  name: string,
  run: (source: DataSource, config: Config) => Promise<void>,
): Promise<void> {
  await withDatabaseAt(env, name, async (url, config) => {
    const source = createDataSource({ scope: 'system', url, poolSize: 2, applicationName: `nectr ${name}` });
    try {
      if (!(await answers(source, url)) || !(await isOfThisVersion(source))) return;
      await run(source, config);
    } finally {
      await source.destroy().catch(() => undefined);
    }
  });
}

/** The same with the address of the database, which nobody has asked yet. */
export async function withDatabaseAt(
  env: Env,
  name: string,
  run: (url: string, config: Config) => Promise<void>,
): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const folder = config.dataFolder;
  if (config.databaseUrl === null && !mayOpen(folder)) return;
  const running = config.databaseUrl ?? (await connectEmbedded(folder));
  if (running !== null) return run(running, config);
  const log = createLog({ level: 'warn', name });
  const database = await openDatabase({ databaseUrl: null, folder, secretKeys: [], as: 'command' }, log);
  try {
    await run(database.url, config);
  } finally {
    await database.stop();
  }
}
