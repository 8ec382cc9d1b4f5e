import type { DataSource } from 'typeorm';
import { createLog } from '../access/log.js';
import type { Config } from '../config.js';
import { createDataSource } from '../database/data-source.js';
import { connectEmbedded } from '../database/embedded/embedded-postgres.js';
import { openDatabase } from '../database/open-database.js';
import type { Env } from './command-line.js';
import { configOrExit, mayOpen } from './process-life.js';

/**
 * Runs a command of this name on the database of the running server, or on its own that is opened for that time.
 * Without a usable configuration or database nothing runs: why was printed, and the exit code is set.
 */
export async function withDatabase(
  env: Env,
  name: string,
  run: (source: DataSource, config: Config) => Promise<void>,
): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const folder = config.dataFolder;
  if (config.databaseUrl === null && !mayOpen(folder)) return;
  const running = config.databaseUrl ?? (await connectEmbedded(folder));
  const log = createLog({ level: 'warn', name });
  const database =
    running === null ? await openDatabase({ databaseUrl: null, folder, secretKeys: [], as: 'command' }, log) : null;
  const source = createDataSource({
    url: running ?? database?.url ?? '',
    poolSize: 2,
    applicationName: `nectr ${name}`,
  });
  try {
    await source.initialize();
    await run(source, config);
  } finally {
    await source.destroy().catch(() => undefined);
    await database?.stop();
  }
}
