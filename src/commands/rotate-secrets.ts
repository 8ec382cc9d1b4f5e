import { rotateSecrets, type RotatedColumn } from '../access/rotate-secrets.js';
import { defineCommand } from './command-line.js';
import { secretKeysOf } from './secret-keys-of.js';
import { withDatabase } from './with-database.js';

const HELP = `nectr rotate-secrets

Stores all that is encrypted in the database with SECRET_KEY, so that SECRET_KEY_PREVIOUS can go. Uses the database of the
running server, or opens it. Safe to repeat, and to interrupt.

To change the key: set the new one as SECRET_KEY and the old one as SECRET_KEY_PREVIOUS, start every process again, run this, then
take SECRET_KEY_PREVIOUS away. Markers that were made with the old key are known no more then: leave it for as long as pull
requests from before are open.

  --json                      the same for programs

Ends with 1 if something could not be read with either key.
`;

/** `nectr rotate-secrets`. */
export const command = defineCommand({
  name: 'rotate-secrets',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  mostArguments: 0,
  envFile: 'all',
  run: ({ json }, _args, env) =>
    withDatabase(env, 'rotate-secrets', async (source, config) => {
      const [newest, ...before] = secretKeysOf(config);
      if (newest === undefined) {
        process.stderr.write('No SECRET_KEY is set, and no key was made here yet: start the server once.\n');
        process.exitCode = 1;
        return;
      }
      const columns = await rotateSecrets(source, [newest, ...before]);
      process.stdout.write(json ? `${JSON.stringify(columns, null, 2)}\n` : asText(columns));
      if (columns.some(({ unreadable }) => unreadable > 0)) process.exitCode = 1;
    }),
});

function asText(columns: readonly RotatedColumn[]): string {
  const width = Math.max(...columns.map(({ column }) => column.length));
  const lines = columns.map(
    ({ column, rewritten, kept, unreadable }) =>
      `${column.padEnd(width)}  ${rewritten} stored anew, ${kept} were so already${unreadable > 0 ? `, ${unreadable} cannot be read` : ''}\n`,
  );
  return columns.every(({ unreadable }) => unreadable === 0)
    ? lines.join('')
    : `${lines.join('')}What cannot be read was stored with another key: set it as SECRET_KEY_PREVIOUS, or let those people sign in again.\n`;
}
