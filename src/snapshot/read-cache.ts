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
      const files = [path, join(path, 'contents'), join(path, 'index.json')];
      const [folder, contents, index] = await Promise.all(files.map((file) => orNull(stat(file))));
      if (!folder) continue;
      const bytes = (contents?.size ?? 0) + (index?.size ?? 0);
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
