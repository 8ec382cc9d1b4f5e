import { join } from 'node:path';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { copyIndex } from './tree-of-index.js';

/**
 * Paths of tracked files in the working tree that differ from `commit`, or with null from what is staged. Compared by
 * bytes with no filter of the repository, so that none runs. Empty where there is no working tree or no readable index.
 */
export async function uncommitted(checkout: Checkout, commit: string | null): Promise<string[]> {
  const { root, mirror } = checkout;
  if (root === null) return [];
  const index = join(mirror, 'index-of-work');
  try {
    await copyIndex(checkout, index);
  } catch {
    return [];
  }
  const options = ['--name-only', '-z', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];
  const against = commit === null ? [] : [commit];
  const text = await mirrorText(
    checkout,
    ['-c', 'core.bare=false', `--work-tree=${root}`, 'diff', ...options, ...against, '--'],
    [],
    { GIT_INDEX_FILE: index },
  );
  return text.split('\0').filter(Boolean);
}
