import { createLog } from '../../access/log.js';
import type { Config } from '../../config.js';
import { connectEmbedded } from '../../database/embedded/embedded-postgres.js';
import { hasDatabase } from '../../database/embedded/own-database.js';
import { openDatabase } from '../../database/open-database.js';
import { BackupError } from '../../operations/backup/backup-error.js';
import { checkRestore, restore, type Restored } from '../../operations/backup/restore.js';
import { whatIsIn } from '../backup/what-is-in.js';
import type { Env } from '../command-line.js';
import { configOrExit, mayOpen } from '../process-life.js';
import { secretKeysOf } from '../secret-keys-of.js';
import { tableProgress } from '../table-progress.js';
import { tellFailure } from '../tell-failure.js';

/** `nectr restore` of this file. Sets the exit code. */
export async function runRestore(
  env: Env,
  file: string,
  { check, otherKey }: { check: boolean; otherKey: boolean },
): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const progress = tableProgress();
  try {
    const manifest = await checkRestore(file, { otherKey, secretKeys: secretKeysOf(config) });
    if (check) return void process.stdout.write(`${file}: ${whatIsIn(manifest)}. It is whole.\n`);
    const database = await openEmpty(config);
    if (database === null) return;
    try {
      const restored = await restore(database.url, file, manifest, { progress: progress.tell });
      progress.end();
      process.stdout.write(asText(restored, config));
    } finally {
      progress.end();
      await database.stop();
    }
  } catch (error) {
    tellFailure(error);
  }
}

/** Null: the embedded one may not be opened; why was printed. */
async function openEmpty(config: Config): Promise<{ url: string; stop(): Promise<void> } | null> {
  const { databaseUrl, dataFolder: folder, secretKeys } = config;
  const log = createLog({ level: 'warn', name: 'restore' });
  if (databaseUrl === null && hasDatabase(folder)) {
    if (!mayOpen(folder)) return null;
    if ((await connectEmbedded(folder)) !== null)
      throw new BackupError(`the embedded database in ${folder} is in use: stop the server first`);
    return openDatabase({ databaseUrl, folder, secretKeys, as: 'command' }, log);
  }
  return openDatabase({ databaseUrl, folder, secretKeys, as: 'server' }, log);
}

function asText({ manifest, rows, foreign }: Restored, { neo4j }: Config): string {
  const lines = [
    `${rows} rows of ${manifest.tables.length - foreign.length} tables are restored, as of ${manifest.createdAt}.`,
  ];
  if (foreign.length > 0) lines.push(`Left in the file, since they are no tables of Nectr: ${foreign.join(', ')}.`);
  if (manifest.graph === 'neo4j' || neo4j !== null)
    lines.push('What the graph in Neo4j lacks is read by scans within the hour after the start.');
  lines.push('Start the server: what was under way goes on.');
  return `${lines.join('\n')}\n`;
}
