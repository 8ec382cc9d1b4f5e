import { mkdtempSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const ROOM = 4 * 1024 ** 3;

/**
 * A new folder for what does not outlive a run, in memory where that has room. A test's database is hundreds of files
 * that are made and removed: ext4 looks through all that were removed lately for each new one, up to seconds a database.
 */
export function makePassingFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom() ? IN_MEMORY : tmpdir(), prefix));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return Math.min(bavail * bsize, freemem()) > ROOM;
  } catch {
    // Not every system has it.
    return false;
  }
}
