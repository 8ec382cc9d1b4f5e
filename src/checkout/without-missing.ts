import type { ChangedFile } from '../review/types.js';
import { missingFiles } from './missing-files.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { treeWithout } from './tree-without.js';

const STATUS: Readonly<Record<string, ChangedFile['status']>> = { A: 'added', D: 'deleted', T: 'type-changed' };

/** Why a file is not read whose contents a partial clone left out, or that were lost. */
export const NOT_IN_CLONE = 'its contents are not in this clone';

/**
 * Two trees like those of `from` and `to`, without the files whose contents the clone lacks in either, and those of
 * them that differ, each as a file that is not read. Null: nothing is missing. Throws GitError, also where a folder is
 * missing.
 */
export async function withoutMissing(
  checkout: Pick<Checkout, 'mirror' | 'scratch'>,
  from: string,
  to: string,
): Promise<{ from: string; to: string; unread: ChangedFile[] } | null> {
  const missing = new Set([...(await missingFiles(checkout, from)), ...(await missingFiles(checkout, to))]);
  if (missing.size === 0) return null;
  const raw = await mirrorText(checkout, ['diff-tree', '-r', '-z', '--no-renames', from, to, '--']);
  const fields = raw.split('\0');
  const unread: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [meta = '', path = ''] = [fields[at], fields[at + 1]];
    if (missing.has(path)) unread.push(unreadFile(path, STATUS[meta.slice(-1)] ?? 'modified'));
  }
  const paths = [...missing];
  return { from: await treeWithout(checkout, from, paths), to: await treeWithout(checkout, to, paths), unread };
}

function unreadFile(path: string, status: ChangedFile['status']): ChangedFile {
  return {
    path,
    oldPath: null,
    status,
    additions: 0,
    deletions: 0,
    binary: false,
    hunks: [],
    unread: NOT_IN_CLONE,
  };
}
