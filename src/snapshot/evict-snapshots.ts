import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** No archive takes this long to unpack, so a half of this age was left behind by a crash. */
const STALE_HALF_MS = 3_600_000;
/** A review may still be reading what was opened this lately. */
const IN_USE_MS = 600_000;

interface Cached {
  path: string;
  bytes: number;
  usedAt: number;
  half: boolean;
}

/**
 * Removes the snapshots used longest ago until those below `cacheFolder` (one folder per repository) fit into
 * `maxBytes`, and halves that a crash left behind. What was opened in the last ten minutes stays, even above
 * `maxBytes`. Returns how many went.
 */
export async function evictSnapshots(
  cacheFolder: string,
  { maxBytes, now }: { maxBytes: number; now: Date },
): Promise<number> {
  const found = await readCache(cacheFolder);
  const stale = found.filter(({ half, usedAt }) => half && usedAt < now.getTime() - STALE_HALF_MS);
  const whole = found.filter(({ half }) => !half).toSorted((a, b) => b.usedAt - a.usedAt);
  let kept = 0;
  const old = whole.filter(({ bytes, usedAt }) => {
    kept += bytes;
    return kept > maxBytes && usedAt < now.getTime() - IN_USE_MS;
  });
  for (const { path } of [...stale, ...old]) await rm(path, { recursive: true, force: true });
  return stale.length + old.length;
}

async function readCache(cacheFolder: string): Promise<Cached[]> {
  const found: Cached[] = [];
  for (const repository of await names(cacheFolder)) {
    for (const name of await names(join(cacheFolder, repository))) {
      const path = join(cacheFolder, repository, name);
      const [folder, contents] = await Promise.all([orNull(stat(path)), orNull(stat(join(path, 'contents')))]);
      if (!folder) continue;
      found.push({ path, bytes: contents?.size ?? 0, usedAt: folder.mtimeMs, half: name.endsWith('.tmp') });
    }
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  return (await orNull(readdir(folder))) ?? [];
}

/** Null for what is not there: another worker evicts, too, and a stray file is no folder. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
