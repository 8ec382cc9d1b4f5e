import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const STALE_HALF_MS = 3_600_000;

/**
 * Removes the snapshots used longest ago until those below `cacheFolder` (one folder per repository) fit into
 * `maxBytes`, and halves that a crash left behind. Returns how many went.
 */
export async function evictSnapshots(
  cacheFolder: string,
  { maxBytes, now }: { maxBytes: number; now: Date },
): Promise<number> {
  const found: { path: string; bytes: number; usedAt: number; half: boolean }[] = [];
  for (const repository of await names(cacheFolder)) {
    for (const name of await names(join(cacheFolder, repository))) {
      const path = join(cacheFolder, repository, name);
      const half = name.endsWith('.tmp');
      const [folder, contents] = await Promise.all([stat(path), stat(join(path, 'contents')).catch(() => null)]);
      found.push({ path, bytes: contents?.size ?? 0, usedAt: folder.mtimeMs, half });
    }
  }
  const stale = found.filter(({ half, usedAt }) => half && usedAt < now.getTime() - STALE_HALF_MS);
  const whole = found.filter(({ half }) => !half).toSorted((a, b) => b.usedAt - a.usedAt);
  let kept = 0;
  const old = whole.filter(({ bytes }) => (kept += bytes) > maxBytes);
  for (const { path } of [...stale, ...old]) await rm(path, { recursive: true, force: true });
  return stale.length + old.length;
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
