import { resolve } from 'node:path';
import { createLog } from '../access/log.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { configOrExit, DATA_FOLDER, mayOpen } from './process-life.js';

/** `nectr migrate`: brings the database to this version; several at once wait for each other. */
export async function runMigrate(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const log = createLog({ level: config.LOG_LEVEL, name: 'migrate' });
  const { databaseUrl, secretKeys } = config;
  const folder = resolve(DATA_FOLDER);
  if (databaseUrl === null && !mayOpen(folder)) return;
  const database = await openDatabase({ databaseUrl, folder, secretKeys, as: 'command' }, log);
  try {
    await migrate(database.url);
    process.stdout.write('The database is up to date.\n');
  } finally {
    await database.stop();
  }
}
