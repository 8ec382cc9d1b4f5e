import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../command-line.js';

/** A line that somebody types; of a secret nothing is shown. Throws UsageError where nobody is there to type. */
export async function ask(question: string, { option, hidden = false }: { option: string; hidden?: boolean }) {
  if (!process.stdin.isTTY) throw new UsageError(`${option} is missing, and nobody is there to be asked`);
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    if (hidden) process.stderr.write('\n');
  }
}
