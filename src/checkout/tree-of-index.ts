import { CheckoutError } from './checkout-error.js';
import { copyIndex } from './copy-index.js';
import { GitError } from './git.js';
import { mirrorGit } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/**
 * The tree that `git commit` would make now, written into our own folder only. Throws CheckoutError where there is no index,
 * or one with conflicts.
 */
export async function treeOfIndex(checkout: Checkout): Promise<string> {
  return writeTree(checkout, await copyIndex(checkout, 'index'));
}

/** The tree of an index of ours. Throws CheckoutError for one with conflicts. */
export async function writeTree(checkout: Checkout, index: string): Promise<string> {
  try {
    return (await mirrorGit({ mirror: checkout.work }, ['write-tree'], [], { GIT_INDEX_FILE: index }))
      .toString('utf8')
      .trim();
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
