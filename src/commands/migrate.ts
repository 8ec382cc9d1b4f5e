import { createLog } from '../access/log.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { defineCommand, type Env } from './command-line.js';
import { configOrExit, mayOpen, tellRefusal } from './process-life.js';

const HELP = `nectr migrate

Brings the database to this version: that of DATABASE_URL, or the embedded one of this folder. Several at once wait for
each other. The server does it by itself when it starts.
`;

/** `nectr migrate`. */
export const command = defineCommand({
  name: 'migrate',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: 'all',
  run: (_values, _args, env) => migrateDatabase(env),
});

async function migrateDatabase(env: Env): Promise<void> {
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
