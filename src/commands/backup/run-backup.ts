import { backUp } from '../../operations/backup/back-up.js';
import type { Manifest } from '../../operations/backup/backup-file.js';
import { version } from '../../version.js';
import type { Env } from '../command-line.js';
import { secretKeysOf } from '../secret-keys-of.js';
import { tableProgress } from '../table-progress.js';
import { tellFailure } from '../tell-failure.js';
import { withDatabaseAt } from '../with-database.js';
import { whatIsIn } from './what-is-in.js';

/** `nectr backup`: to this file, in this format or, with null, in the one that fits. Sets the exit code. */
export async function runBackup(env: Env, file: string, format: Manifest['kind'] | null): Promise<void> {
  await withDatabaseAt(env, 'backup', async (url, config) => {
    const progress = tableProgress();
    try {
      const manifest = await backUp(url, file, {
        kind: format ?? (config.databaseUrl === null ? 'rows' : null),
        secretKey: secretKeysOf(config)[0] ?? null,
        graph: config.neo4j === null ? 'postgresql' : 'neo4j',
        version,
        progress: progress.tell,
      });
      progress.end();
      process.stdout.write(`${file}: ${whatIsIn(manifest)}.\n${whatIsNot(manifest)}`);
    } catch (error) {
      progress.end();
      tellFailure(error);
    }
  });
}

function whatIsNot({ graph }: Manifest): string {
  const key = 'SECRET_KEY is not in it: keep that one too, elsewhere.\n';
  return graph === 'neo4j' ? `${key}The graph in Neo4j is not in it: after a restore it is read anew by scans.\n` : key;
}
