import type { EmbeddedLog } from './embedded/embedded-log.js';
import { assertOwnDatabase, claimDatabase } from './embedded/own-database.js';
import { startEmbeddedPostgres } from './embedded/embedded-postgres.js';
import { secretKeyFile } from './secret-key-file.js';
import { refuseTransactionPooler } from './transaction-pooler.js';

export interface OpenDatabase {
  url: string;
  /** Newest first. */
  secretKeys: [string, ...string[]];
  stop(): Promise<void>;
}

/**
 * The database the configuration names, or else the embedded one in `folder`, whose secret key is made once and kept
 * beside it. Only the server, and a restore, make that one, or take over one that was not made here; other commands open
 * what is there and known. Throws one line if the database cannot be reached, if a pooler in transaction mode stands before it, if
 * the folder is in use, or if a key is missing.
 */
export async function openDatabase(
  options: { databaseUrl: string | null; folder: string; secretKeys: readonly string[]; as: 'server' | 'command' },
  log: EmbeddedLog,
): Promise<OpenDatabase> {
  const [first, ...rest] = options.secretKeys;
  if (options.databaseUrl !== null) {
    if (first === undefined) throw new Error('SECRET_KEY is missing: with DATABASE_URL it is not made for you');
    await refuseTransactionPooler(options.databaseUrl);
    return { url: options.databaseUrl, secretKeys: [first, ...rest], stop: () => Promise.resolve() };
  }
  if (options.as === 'command') assertOwnDatabase(options.folder);
  else if (claimDatabase(options.folder) === 'taken over')
    log.warn({ folder: options.folder }, 'a database that was not marked as made here was taken over');
  const embedded = await startEmbeddedPostgres(options.folder, log);
  try {
    const secretKeys: [string, ...string[]] = first === undefined ? [secretKeyFile(options.folder)] : [first, ...rest];
    return { url: embedded.url, secretKeys, stop: () => embedded.stop() };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
