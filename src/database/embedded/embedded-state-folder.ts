import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { reachableFor, type Account } from './embedded-account.js';

/** Twelve characters that stand for a path: socket paths may have 107 bytes only. */
export function shortName(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

/**
 * A folder of root's that the database user can enter, for what must not lie where only root reaches: `/var/lib/nectr`,
 * else one in the folder for temporary files. Throws if neither can be had.
 */
export function sharedFolder(account: Account | null): string {
  for (const folder of ['/var/lib/nectr', join(tmpdir(), 'nectr-shared')]) {
    try {
      makeOwnFolder(folder, 0o755, process.getuid?.() ?? 0);
      if (reachableFor(account, folder)) return folder;
    } catch {
      continue;
    }
  }
  throw new Error('no folder that the database user can enter: neither /var/lib/nectr nor the temporary folder works');
}

/**
 * Makes a folder or takes an existing one, but only a real folder of that owner (nobody else's trap). Throws otherwise.
 */
export function makeOwnFolder(folder: string, mode: number, uid: number): void {
  mkdirSync(folder, { recursive: true, mode });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid) {
    throw new Error(`${folder} exists and belongs to someone else: remove it`);
  }
}
