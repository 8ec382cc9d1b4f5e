import { copyFile, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckoutError } from './checkout-error.js';
import { GitError } from './git.js';
import { mirrorGit } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/**
 * The tree that `git commit` would make now, written into the mirror only. Throws CheckoutError where there is no index,
 * or one with conflicts.
 */
export async function treeOfIndex(checkout: Checkout): Promise<string> {
  const index = join(checkout.mirror, 'index');
  await copyIndex(checkout, index);
  return writeTree(checkout, index);
}

/**
 * Copies the index of the repository, and what it shares with others of it where it is split, into the mirror. Throws
 * CheckoutError where there is no index.
 */
export async function copyIndex({ indexFile, gitFolder, mirror }: Checkout, to: string): Promise<void> {
  try {
    await copyWithTime(indexFile, to);
    // git looks for it in its own folder: gitformat-index(5), "Split index".
    for (const name of await readdir(gitFolder))
      if (name.startsWith('sharedindex.')) await copyWithTime(join(gitFolder, name), join(mirror, name));
  } catch (error) {
    throw new CheckoutError('there is no index: uncommitted work is reviewed in a working tree', { cause: error });
  }
}

/**
 * And the time it was written at: a file that changed in the second in which it was staged looks as it did then, and
 * git reads it again only where the index is no younger than the file (gitformat-index(5), "racy git").
 */
async function copyWithTime(from: string, to: string): Promise<void> {
  // Asked before: of an index that is replaced meanwhile the older time has more files read, and none too few.
  const { atimeMs, mtimeMs } = await stat(from);
  await copyFile(from, to);
  await utimes(to, Math.floor(atimeMs) / 1000, Math.floor(mtimeMs) / 1000);
}

/** The tree of an index of ours. Throws CheckoutError for one with conflicts. */
export async function writeTree(checkout: Checkout, index: string): Promise<string> {
  try {
    return (await mirrorGit(checkout, ['write-tree'], [], { GIT_INDEX_FILE: index })).toString('utf8').trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new CheckoutError(
      /unmerged/.test(error.stderr)
        ? 'the index has unresolved conflicts: resolve them first'
        : `the index cannot be read: ${error.stderr.trim().slice(0, 200)}`,
      { cause: error },
    );
  }
}
