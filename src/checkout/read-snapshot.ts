import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { readTarball } from '../snapshot/read-tarball.js';
import type { Snapshot } from '../snapshot/types.js';
import { mirrorStream } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/**
 * The contents of a commit or tree, streamed out of git into the checkout's scratch folder, with the caps of every
 * snapshot. Nothing is checked out. Throws as `readTarball` does, GitError included.
 */
export async function readSnapshot(checkout: Checkout, sha: string, signal?: AbortSignal): Promise<Snapshot> {
  const archive = mirrorStream(checkout, ['archive', '--format=tar', '--prefix=tree/', sha]);
  const packed = archive.pipe(createGzip({ level: 1 }));
  // `pipe` passes no failure on, in either direction.
  archive.on('error', (error) => packed.destroy(error));
  // Git may fail before the reader listens; reading a stream that failed gives its error.
  packed.on('error', () => undefined);
  packed.on('close', () => archive.destroy());
  return readTarball(packed, {
    sha,
    cacheFolder: join(checkout.scratch, 'snapshots'),
    ...(signal === undefined ? {} : { signal }),
  });
}
