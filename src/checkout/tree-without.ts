import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { mirrorGit, mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/** Arguments of a command are limited, to 2 MB on Linux. */
export const PATHS_AT_ONCE = 500;

/** A tree like that of `sha`, without some of its files; it exists only in our mirror. Throws GitError. */
export async function treeWithout(
  checkout: Pick<Checkout, 'mirror' | 'scratch'>,
  sha: string,
  paths: readonly string[],
): Promise<string> {
  // git wants a working tree for this, and reads nothing of it.
  const index = { GIT_INDEX_FILE: join(checkout.scratch, `${randomUUID()}.index`), GIT_WORK_TREE: checkout.mirror };
  await mirrorGit(checkout, ['read-tree', sha], [], index);
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE)
    await mirrorGit(
      checkout,
      ['update-index', '--force-remove', '--', ...paths.slice(at, at + PATHS_AT_ONCE)],
      [],
      index,
    );
  return (await mirrorText(checkout, ['write-tree', '--missing-ok'], [], index)).trim();
}
