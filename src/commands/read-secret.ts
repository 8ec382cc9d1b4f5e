import { createInterface } from 'node:readline/promises';
import { text as readAll } from 'node:stream/consumers';
import { Writable } from 'node:stream';

/**
 * A secret from standard input, without its last line break; at a terminal it is asked for, and not shown while it is
 * typed. It is never an argument: those are seen by everybody on a machine, and kept by shells.
 */
export async function readSecret(
  prompt: string,
  { input = process.stdin, say = process.stderr }: { input?: typeof process.stdin; say?: Writable } = {},
): Promise<string> {
  if (!input.isTTY) return (await readAll(input)).replace(/\r?\n$/, '');
  say.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    say.write('\n');
  }
}
