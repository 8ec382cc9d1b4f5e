import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { redact } from '../../access/redact.js';
import { BackupError } from './backup-error.js';

/** As settings of the session, since the tables show nothing to who does not say it (tenancy.md). */
const AS_SYSTEM = '-c app.scope=system';
const MOST_WORDS = 2000;

/** The version of PostgreSQL's own tool on this machine, such as 15.18; null: there is none. */
export async function toolVersion(tool: 'pg_dump' | 'pg_restore'): Promise<string | null> {
  try {
    const { output } = await run(tool, ['--version'], {});
    return /(\d+(?:\.\d+)?)/.exec(output)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** An archive of the whole database as one snapshot shows it, but for the rows of `leftOut`. Throws BackupError. */
export async function dumpDatabase(
  url: string,
  { snapshot, leftOut, path }: { snapshot: string; leftOut: readonly string[]; path: string },
): Promise<void> {
  const { address, password } = apart(url);
  const args = ['--format=custom', `--file=${path}`, `--snapshot=${snapshot}`, '--enable-row-security'];
  const rest = ['--no-owner', '--no-privileges', '--no-comments', `--dbname=${address}`];
  await mustRun('pg_dump', [...args, ...leftOut.map((table) => `--exclude-table-data=${table}`), ...rest], password);
}

/** Brings an archive into an empty database, all of it or nothing. Throws BackupError. */
export async function restoreArchive(url: string, content: NodeJS.ReadableStream): Promise<void> {
  const { address, password } = apart(url);
  const args = [
    '--single-transaction',
    '--exit-on-error',
    '--enable-row-security',
    '--no-owner',
    '--no-privileges',
    `--dbname=${address}`,
  ];
  await mustRun('pg_restore', args, password, content);
}

/** Everybody on a machine sees arguments, only its user the environment of a process. */
function apart(url: string): { address: string; password: string } {
  const parts = new URL(url);
  const password = decodeURIComponent(parts.password);
  parts.password = '';
  return { address: parts.href, password };
}

async function mustRun(tool: string, args: string[], password: string, input?: NodeJS.ReadableStream): Promise<void> {
  const env = { PGOPTIONS: AS_SYSTEM, ...(password === '' ? {} : { PGPASSWORD: password }) };
  const { code, output } = await run(tool, args, env, input);
  if (code === 0) return;
  throw new BackupError(`${tool} ended with ${code}: ${redact(output.trim().slice(-MOST_WORDS))}`);
}

async function run(
  tool: string,
  args: string[],
  env: Record<string, string>,
  input?: NodeJS.ReadableStream,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(tool, args, {
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2 * MOST_WORDS)));
  const ended = once(child, 'close') as Promise<[number | null]>;
  // A tool that has ended takes no more: its own words say why.
  if (input !== undefined && child.stdin !== null) void pipeline(input, child.stdin).catch(() => undefined);
  const [code] = await ended;
  return { code, output };
}
