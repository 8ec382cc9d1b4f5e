import { defineCommand, oneOf, UsageError } from './command-line.js';

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
  run: async ({ format }, [file], env) => {
    if (file === undefined) throw new UsageError('which file is it to write?');
    const kind = format === undefined ? null : oneOf('--format', ['rows', 'pg_dump'] as const, format);
    const { runBackup } = await import('./backup/run-backup.js');
    await runBackup(env, file, kind);
  },
});
