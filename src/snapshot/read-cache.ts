import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A snapshot in the cache, or the half of one. */
export interface CachedSnapshot {
  path: string;
  bytes: number;
  /** Milliseconds since 1970. */
  usedAt: number;
  half: boolean;
}

/** What lies in a cache. A folder that is not there is an empty one; what goes meanwhile is passed over. */
export async function readCache(cacheFolder: string): Promise<CachedSnapshot[]> {
  const found: CachedSnapshot[] = [];
  for (const repository of await namesIn(cacheFolder)) {
    for (const name of await namesIn(join(cacheFolder, repository))) {
      const path = join(cacheFolder, repository, name);
      const folder = await orNull(stat(path));
      if (!folder) continue;
      const files = (await namesIn(path)).map((file) => orNull(stat(join(path, file))));
      const bytes = (await Promise.all(files)).reduce((sum, file) => sum + (file?.size ?? 0), 0);
      found.push({ path, bytes, usedAt: folder.mtimeMs, half: name.endsWith('.tmp') });
    }
  }
  return found;
}

/** The names in a folder; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
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
