import { defineCommand, UsageError } from './command-line.js';

const HELP = `nectr restore <file> [options]

Brings a backup into an empty database: that of DATABASE_URL, or the embedded one of this folder, which is made if there is none.
The file is checked before anything is written, and comes in as a whole or not at all. A database that holds something is left alone.
Stop the server that the backup is of before you start one on the result: both would do the same work.

  --check                     checks the file only, and says what is in it
  --other-key                 also if it was made with another SECRET_KEY: people sign in again, and credentials of integrations
                              are entered anew

Work that was under way at the time of the backup goes on when the server starts.
`;

/** `nectr restore`. */
export const command = defineCommand({
  name: 'restore',
  help: HELP,
  options: { check: { type: 'boolean', default: false }, 'other-key': { type: 'boolean', default: false } },
  mostArguments: 1,
  envFile: 'all',
  run: async ({ check, 'other-key': otherKey }, [file], env) => {
    if (file === undefined) throw new UsageError('which file is to be restored?');
    const { runRestore } = await import('./restore/run-restore.js');
    await runRestore(env, file, { check, otherKey });
  },
});
