import { backUp } from '../operations/backup/back-up.js';
import type { Manifest } from '../operations/backup/backup-file.js';
import { version } from '../version.js';
import { defineCommand, oneOf, UsageError, type Env } from './command-line.js';
import { secretKeysOf } from './secret-keys-of.js';
import { tableProgress } from './table-progress.js';
import { tellFailure } from './tell-failure.js';
import { withDatabaseAt } from './with-database.js';
import { sizeOf } from '../words/size-of.js';

const HELP = `nectr backup <file> [options]

Writes the whole database to a new file that only you can read, as it is at one moment; the server may work meanwhile. By pg_dump
where DATABASE_URL is set and there is one that knows the server, else by Nectr itself: such a file needs no tool, and fits
every PostgreSQL from 15 on.

  --format rows|pg_dump       one of the two in any case

Not in it: SECRET_KEY (the embedded database keeps its own in the file secret-key), without which what is encrypted cannot be
read; and what lies in Neo4j, which scans read anew.
`;

/** `nectr backup`. */
export const command = defineCommand({
  name: 'backup',
  help: HELP,
  options: { format: { type: 'string' } },
  mostArguments: 1,
  envFile: 'all',
  run: ({ format }, [file], env) => {
    if (file === undefined) throw new UsageError('which file is it to write?');
    return backUpTo(file, format === undefined ? null : oneOf('--format', ['rows', 'pg_dump'] as const, format), env);
  },
});

async function backUpTo(file: string, format: Manifest['kind'] | null, env: Env): Promise<void> {
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

/** What a backup holds, in a few words. */
export function whatIsIn({ tables, bytes, createdAt, kind }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const by = kind === 'rows' ? '' : ', by pg_dump';
  return `${rows} rows of ${tables.length} tables, as of ${createdAt}, ${sizeOf(bytes)}${by}`;
}

function whatIsNot({ graph }: Manifest): string {
  const key = 'SECRET_KEY is not in it: keep that one too, elsewhere.\n';
  return graph === 'neo4j' ? `${key}The graph in Neo4j is not in it: after a restore it is read anew by scans.\n` : key;
}
