import { lstatSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Longer than any start takes: an empty folder may be waiting for its server. */
const AGE_MS = 3_600_000;

/**
 * Removes socket folders in `folder` that servers left which were killed and whose data is gone. One in which a server
 * listens, or listened until it was killed with its machine, is not empty and stays: the next start on its data takes
 * it.
 */
export function removeOldSocketFolders(
  folder: string,
  owners: readonly (number | undefined)[],
  now = Date.now(),
): void {
  for (const name of readdirSync(folder)) {
    if (!/^nectr-[0-9a-f]{12}$/.test(name)) continue;
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found?.isDirectory() || !owners.includes(found.uid) || now - found.mtimeMs < AGE_MS) continue;
    try {
      rmdirSync(path);
    } catch {
      // Not empty, or gone.
    }
  }
}
