import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readCache } from './read-cache.js';

/** Bytes. */
export interface CacheRoom {
  /** What the disk has left; null: it does not say. */
  free: number | null;
  used: number;
  /** What the cache may grow to. */
  most: number;
}

/** Whatever the disk has. */
const MOST_BYTES = 5 * 1024 * 1024 * 1024;

/**
 * How large a cache is and may become: half of what the disk has left together with what the cache has of it already,
 * so that the other half stays for the database and everybody else; 5 GB at most. `cacheFolder` need not be there yet.
 */
export async function cacheRoom(cacheFolder: string): Promise<CacheRoom> {
  const used = (await readCache(cacheFolder)).reduce((sum, { bytes }) => sum + bytes, 0);
  const free = await freeBytes(cacheFolder);
  return { free, used, most: free === null ? MOST_BYTES : Math.min(MOST_BYTES, Math.floor((free + used) / 2)) };
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? null : freeBytes(parent);
  }
}
