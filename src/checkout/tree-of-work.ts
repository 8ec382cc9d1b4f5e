import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckoutError } from './checkout-error.js';
import { GitError, gitText } from './git.js';
import { mirrorGit, mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { copyIndex, writeTree } from './tree-of-index.js';

/**
 * The tree that a commit of everything would make now: what is staged, what is not, and new files that are not ignored.
 * Written into the mirror only, by bytes, so that no filter of the repository runs; submodules stay as the index has
 * them. Throws CheckoutError where there is no working tree, or a file of it cannot be read.
 */
export async function treeOfWork(checkout: Checkout): Promise<string> {
  const { root, mirror, scratch } = checkout;
  if (root === null) throw new CheckoutError('this is a bare repository: it has no working tree');
  const index = join(mirror, 'index-of-all');
  await copyIndex(checkout, index);
  const environment = { GIT_INDEX_FILE: index };
  const work = ['-c', 'core.bare=false', `--work-tree=${root}`, '--literal-pathspecs'];
  const options = ['--name-only', '-z', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];
  const changed = await mirrorText(checkout, [...work, 'diff', ...options, '--'], [], environment);
  const paths = [...changed.split('\0'), ...(await newFiles(root))].filter(Boolean);
  if (paths.length > 0) {
    const list = join(scratch, 'paths-of-work');
    await writeFile(list, paths.join('\0'));
    try {
      await mirrorGit(
        checkout,
        [...work, 'add', '--force', `--pathspec-from-file=${list}`, '--pathspec-file-nul'],
        [],
        environment,
      );
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
