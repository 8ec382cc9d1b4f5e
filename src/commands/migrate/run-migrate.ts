import { createLog } from '../../access/log.js';
import { migrate } from '../../database/migrate.js';
import { openDatabase } from '../../database/open-database.js';
import type { Env } from '../command-line.js';
import { configOrExit, mayOpen, tellRefusal } from '../process-life.js';

/** `nectr migrate`. Sets the exit code. */
export async function runMigrate(env: Env): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const log = createLog({ level: config.LOG_LEVEL, name: 'migrate' });
  const { databaseUrl, dataFolder: folder, secretKeys } = config;
  if (databaseUrl === null && !mayOpen(folder)) return;
  try {
    const database = await openDatabase({ databaseUrl, folder, secretKeys, as: 'command' }, log);
    try {
      await migrate(database.url);
      process.stdout.write('The database is up to date.\n');
    } finally {
      await database.stop();
    }
  } catch (error) {
    tellRefusal(error);
  }
}
