import { rotateSecrets, type RotatedColumn } from '../../access/rotate-secrets.js';
import type { Env } from '../command-line.js';
import { secretKeysOf } from '../secret-keys-of.js';
import { withDatabase } from '../with-database.js';

/** `nectr rotate-secrets`. Sets the exit code as its help says. */
export async function runRotateSecrets(env: Env, json: boolean): Promise<void> {
  await withDatabase(env, 'rotate-secrets', async (source, config) => {
    const [newest, ...before] = secretKeysOf(config);
    if (newest === undefined) {
      process.stderr.write('No SECRET_KEY is set, and no key was made here yet: start the server once.\n');
      process.exitCode = 1;
      return;
    }
    const columns = await rotateSecrets(source, [newest, ...before]);
    process.stdout.write(json ? `${JSON.stringify(columns, null, 2)}\n` : asText(columns));
    if (columns.some(({ unreadable }) => unreadable > 0)) process.exitCode = 1;
  });
}

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
