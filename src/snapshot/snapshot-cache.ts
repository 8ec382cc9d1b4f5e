import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { cacheRoom } from './cache-room.js';
import { DiskFullError, isDiskFull } from './disk-full-error.js';
import { dropUnserved, evictSnapshots } from './evict-snapshots.js';
import { openSnapshot } from './open-snapshot.js';
import { readTarball } from './read-tarball.js';
import { defaultCaps } from './snapshot-caps.js';
import type { StoredSnapshot } from './types.js';

export interface SnapshotCacheOptions {
  folder: string;
  /** Which of these repositories (GitHub's ids) are still served. */
  served: (ids: readonly number[]) => Promise<readonly number[]>;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** Replaced in tests of a disk that is full. */
  read?: typeof readTarball;
}

export interface SnapshotCache {
  /**
   * The snapshot of a commit of a repository (GitHub's id), from the cache or by `download`. A full disk is emptied of
   * what may go and tried once more; DiskFullError if that did not help. Throws what `download` and `readTarball`
   * throw.
   */
  open(repositoryId: number, sha: string, download: () => Promise<Readable>): Promise<StoredSnapshot>;
  /** Removes what is not served any more, and what does not fit. Never throws: it is logged. */
  tidy(): Promise<void>;
}

/**
 * The snapshots on this machine's disk. Every worker keeps its own in order, before each download and by the clock:
 * nobody else can.
 */
export function createSnapshotCache({ folder, served, log, read = readTarball }: SnapshotCacheOptions): SnapshotCache {
  const evict = async (maxBytes: number): Promise<void> => {
    const evicted = await evictSnapshots(folder, { maxBytes, now: new Date() });
    if (evicted.snapshots > 0) log.info({ ...evicted, maxBytes }, 'snapshots were removed to make room');
  };
  const tidy = async (): Promise<void> => {
    try {
      const gone = await dropUnserved(folder, served);
      if (gone.length > 0)
        log.info({ repositories: gone }, 'snapshots of repositories that are not served any more went');
    } catch (error) {
      log.warn({ err: error }, 'whose snapshots may stay could not be looked up');
    }
    try {
      await evict((await cacheRoom(folder)).most);
    } catch (error) {
      log.warn({ err: error }, 'the cache of snapshots could not be tidied');
    }
  };
  const fetch = async (
    repositoryId: number,
    sha: string,
    download: () => Promise<Readable>,
  ): Promise<StoredSnapshot> => {
    const totalBytes = Math.min(defaultCaps.totalBytes, (await cacheRoom(folder)).most);
    const cacheFolder = join(folder, String(repositoryId));
    return read(await download(), { sha, cacheFolder, caps: { ...defaultCaps, totalBytes } });
  };
  return {
    tidy,
    open: async (repositoryId, sha, download) => {
      const known = await openSnapshot(join(folder, String(repositoryId)), sha);
      if (known) return known;
      await tidy();
      try {
        return await fetch(repositoryId, sha, download);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        log.warn({ err: error, repositoryId }, 'the disk is full: what may go goes, and the download is tried again');
      }
      await evict(0);
      try {
        return await fetch(repositoryId, sha, download);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        log.warn({ err: error, repositoryId, ...(await cacheRoom(folder)) }, 'the disk is still full');
        throw new DiskFullError('the disk of the reviewer is full', { cause: error });
      }
    },
  };
}
