import { copyFile } from 'node:fs/promises';
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

/** Copies the index of the repository. Throws CheckoutError where there is none. */
export async function copyIndex({ indexFile }: Checkout, to: string): Promise<void> {
  try {
    await copyFile(indexFile, to);
  } catch (error) {
    throw new CheckoutError('there is no index: uncommitted work is reviewed in a working tree', { cause: error });
  }
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
