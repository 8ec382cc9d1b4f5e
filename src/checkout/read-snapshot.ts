import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { readTarball } from '../snapshot/read-tarball.js';
import type { Snapshot } from '../snapshot/types.js';
import { missingFiles } from './missing-files.js';
import { mirrorStream } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { treeWithout } from './tree-without.js';
import { NOT_IN_CLONE } from './without-missing.js';

/**
 * The contents of a commit or tree, streamed out of git into the checkout's scratch folder, with the caps of every
 * snapshot. Nothing is checked out. What a partial clone lacks is named in `omitted`. Throws as `readTarball` does,
 * GitError included.
 */
export async function readSnapshot(checkout: Checkout, sha: string, signal?: AbortSignal): Promise<Snapshot> {
  const missing = await missingFiles(checkout, sha);
  const tree = missing.length === 0 ? sha : await treeWithout(checkout, sha, missing);
  const archive = mirrorStream(checkout, ['archive', '--format=tar', '--prefix=tree/', tree]);
  const packed = archive.pipe(createGzip({ level: 1 }));
  // `pipe` passes no failure on, in either direction.
  archive.on('error', (error) => packed.destroy(error));
  // Git may fail before the reader listens; reading a stream that failed gives its error.
  packed.on('error', () => undefined);
  packed.on('close', () => archive.destroy());
  const snapshot = await readTarball(packed, {
    sha,
    cacheFolder: join(checkout.scratch, 'snapshots'),
    ...(signal === undefined ? {} : { signal }),
  });
  const absent = missing.map((path) => ({ path, reason: NOT_IN_CLONE }));
  return { ...snapshot, omitted: [...snapshot.omitted, ...absent] };
}
