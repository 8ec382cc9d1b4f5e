import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, readCache } from './read-cache.js';

/** No archive takes this long to unpack, so a half of this age was left behind by a crash. */
const STALE_HALF_MS = 3_600_000;
/** A review may still be reading what was opened this lately. */
const IN_USE_MS = 600_000;

/** What went. */
export interface Evicted {
  snapshots: number;
  bytes: number;
}

/**
 * Removes the snapshots used longest ago until those below `cacheFolder` (one folder per repository) fit into
 * `maxBytes`, and halves that a crash left behind. What was opened in the last ten minutes stays, even above
 * `maxBytes`. Returns what went.
 */
export async function evictSnapshots(
  cacheFolder: string,
  { maxBytes, now }: { maxBytes: number; now: Date },
): Promise<Evicted> {
  const found = await readCache(cacheFolder);
  const stale = found.filter(({ half, usedAt }) => half && usedAt < now.getTime() - STALE_HALF_MS);
  const whole = found.filter(({ half }) => !half).toSorted((a, b) => b.usedAt - a.usedAt);
  let kept = 0;
  const old = whole.filter(({ bytes, usedAt }) => {
    kept += bytes;
    return kept > maxBytes && usedAt < now.getTime() - IN_USE_MS;
  });
  const gone = [...stale, ...old];
  for (const { path } of gone) await rm(path, { recursive: true, force: true });
  return { snapshots: gone.length, bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * Removes the folders of repositories that we do not serve any more: `served` tells which of the ids that it is given
 * are. Folders that are not named by an id are not ours. Returns the ids that went. Throws what `served` throws.
 */
export async function dropUnserved(
  cacheFolder: string,
  served: (ids: readonly number[]) => Promise<readonly number[]>,
): Promise<number[]> {
  const ids = (await namesIn(cacheFolder)).filter((name) => /^[1-9]\d{0,15}$/.test(name)).map(Number);
  if (ids.length === 0) return [];
  const kept = new Set(await served(ids));
  const gone = ids.filter((id) => !kept.has(id));
  for (const id of gone) await rm(join(cacheFolder, String(id)), { recursive: true, force: true });
  return gone;
}
