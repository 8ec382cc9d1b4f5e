import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { git } from '../checkout/git.js';
import { keepNewest } from '../turns/keep-newest.js';
import type { SandboxState } from './state.js';

const MOST_KEPT = 50;
const LARGEST_KEPT = 1024 * 1024;
const compress = promisify(gzip);

/** A commit as a tarball whose names begin with `root`; small ones are packed once. Throws GitError. */
export async function cachedArchive(
  state: SandboxState,
  { folder, sha, root }: { folder: string; sha: string; root: string },
): Promise<Buffer> {
  const key = `${folder}\0${sha}\0${root}`;
  const kept = state.archives.get(key);
  if (kept) return kept;
  const tar = await git(folder, ['archive', '--format=tar', `--prefix=${root}`, sha]);
  const archive = await compress(tar, { level: 1 });
  if (archive.length <= LARGEST_KEPT) keepNewest(state.archives, key, archive, MOST_KEPT);
  return archive;
}
