import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changedInWork, workArguments } from './changed-in-work.js';
import { CheckoutError } from './checkout-error.js';
import { copyIndex } from './copy-index.js';
import { GitError, gitText } from './git.js';
import { mirrorGit } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { writeTree } from './tree-of-index.js';

/**
 * The tree that a commit of everything would make now: what is staged, what is not, and new files that are not ignored.
 * Written into our own folder only. Line ends are converted as the repository says, no filter of it runs; submodules
 * stay as the index has them. Throws CheckoutError where there is no working tree, or a file of it cannot be read.
 */
export async function treeOfWork(checkout: Checkout): Promise<string> {
  const { root, work, scratch } = checkout;
  if (root === null) throw new CheckoutError('this is a bare repository: it has no working tree');
  const paths = [...(await changedInWork(checkout, null)), ...(await newFiles(root))];
  const index = await copyIndex(checkout, 'index-of-all');
  if (paths.length > 0) {
    const list = join(scratch, 'paths-of-work');
    await writeFile(list, paths.join('\0'));
    const add = ['add', '--force', `--pathspec-from-file=${list}`, '--pathspec-file-nul'];
    try {
      await mirrorGit({ mirror: work }, [...(await workArguments(checkout)), ...add], [], { GIT_INDEX_FILE: index });
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      throw new CheckoutError(`the working tree cannot be read: ${error.stderr.trim().slice(0, 200)}`, {
        cause: error,
      });
    }
  }
  return writeTree(checkout, index);
}

/** Files that git does not know and that nothing ignores. A repository inside of the working tree is none. */
export async function newFiles(root: string): Promise<string[]> {
  const text = await gitText(root, ['ls-files', '--others', '--exclude-standard', '--full-name', '-z']);
  return text.split('\0').filter((path) => path !== '' && !path.endsWith('/'));
}
