import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openSnapshot } from './open-snapshot.js';
import { defaultCaps, type SnapshotCaps } from './snapshot-caps.js';
import { formatIndex } from './snapshot-index.js';
import { TarballError } from './tarball-error.js';
import type { StoredSnapshot } from './types.js';
import { unpackArchive } from './unpack-archive.js';

export interface ReadTarballOptions {
  /** Full commit id; names the cache entry. */
  sha: string;
  /** Of one repository: who may read it may read every snapshot in it. */
  cacheFolder: string;
  caps?: SnapshotCaps;
  signal?: AbortSignal;
}

/**
 * Streams a gzipped tar of one commit into the cache: one file with all contents and an index beside it. No entry
 * becomes a file of its own, so no name in the archive reaches the file system. Memory stays bounded by one chunk.
 * What `.gitattributes` marks `export-ignore` is not in GitHub's archive and therefore not in the snapshot.
 * Throws TarballError for a broken or too large archive, the reason of `signal`, and what the stream or the disk
 * throws; then nothing is left in the cache.
 */
export async function readTarball(stream: Readable, options: ReadTarballOptions): Promise<StoredSnapshot> {
  const { sha, cacheFolder, caps = defaultCaps, signal } = options;
  try {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) throw new TarballError(`${sha} is no commit id`);
    await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
    const half = join(cacheFolder, `${sha}.${randomUUID()}.tmp`);
    try {
      await mkdir(half, { mode: 0o700 });
      const index = await unpackArchive(stream, join(half, 'contents'), { sha, caps, signal });
      await writeFile(join(half, 'index.json'), await formatIndex(index), { mode: 0o600 });
      await moveIn(half, cacheFolder, sha);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  } finally {
    stream.destroy();
  }
  const snapshot = await openSnapshot(cacheFolder, sha);
  if (snapshot === null) throw new Error('the snapshot was removed while it was made: give the cache more space');
  return snapshot;
}

/** Another worker may have made the same snapshot meanwhile: both are equal, one is kept. A damaged one gives way. */
async function moveIn(half: string, cacheFolder: string, sha: string): Promise<void> {
  const place = join(cacheFolder, sha);
  try {
    await rename(half, place);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // Windows says EPERM where the others say that the folder is not empty.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) throw error;
    if ((await openSnapshot(cacheFolder, sha)) !== null) return;
    await rm(place, { recursive: true, force: true });
    await rename(half, place);
  }
}
