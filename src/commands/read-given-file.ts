import { readFile } from 'node:fs/promises';
import { UsageError } from './command-line.js';

/** The bytes of a file that somebody named. Throws UsageError where it cannot be read. */
export async function readGivenFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') throw new UsageError(`there is no file ${path}`);
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder`);
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
