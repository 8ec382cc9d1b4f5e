import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/**
 * Paths of tracked files that differ from HEAD, staged or not: what a review of commits does not see. Compared by bytes
 * with no filter of the repository, so that none runs. Empty where there is no working tree or no readable index.
 */
export async function uncommitted(
  checkout: Checkout,
  headCommit: string,
): Promise<{ staged: string[]; unstaged: string[] }> {
  const { root, mirror, indexFile } = checkout;
  if (root === null) return { staged: [], unstaged: [] };
  const index = join(mirror, 'index-of-work');
  try {
    await copyFile(indexFile, index);
  } catch {
    return { staged: [], unstaged: [] };
  }
  const options = ['--name-only', '-z', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];
  const staged = await mirrorText(checkout, ['diff', '--cached', ...options, headCommit, '--'], [], {
    GIT_INDEX_FILE: index,
  });
  const unstaged = await mirrorText(
    checkout,
    ['-c', 'core.bare=false', `--work-tree=${root}`, 'diff', ...options, '--'],
    [],
    {
      GIT_INDEX_FILE: index,
    },
  );
  const paths = (text: string) => text.split('\0').filter(Boolean);
  return { staged: paths(staged), unstaged: paths(unstaged) };
}
