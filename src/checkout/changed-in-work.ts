import { copyIndex } from './copy-index.js';
import { git, gitText } from './git.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { PATHS_AT_ONCE } from './tree-without.js';

/** How this machine keeps files, as git's own configuration says it. They name no program. */
const OF_FILES = '^core\\.(autocrlf|eol|filemode|symlinks|trustctime|checkstat|ignorecase|precomposeunicode)$';
const VALUE = /^(true|false|yes|no|on|off|[01]|input|lf|crlf|native|minimal|default)$/i;
const OPTIONS = ['--name-only', '-z', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];

/** The arguments before a command of git that reads the working tree, in `checkout.work`. */
export async function workArguments({ folder, root }: Checkout): Promise<string[]> {
  // 1: none is set.
  const set = (await git(folder, ['config', '-z', '--get-regexp', OF_FILES], [1])).toString('utf8');
  const settings = set.split('\0').flatMap((one) => {
    const [key = '', value = 'true'] = one.split('\n');
    return VALUE.test(value) && key !== '' ? ['-c', `${key}=${value}`] : [];
  });
  return [
    ...settings,
    '-c',
    'core.safecrlf=false',
    '-c',
    'core.bare=false',
    `--work-tree=${root}`,
    '--literal-pathspecs',
  ];
}

/**
 * Paths of tracked files in the working tree that differ from `commit`, or with null from the index. Line ends count as
 * the repository says. A filter of the repository is not run: of a file that has one git's times and sizes decide.
 * Throws CheckoutError where there is no index, GitError.
 */
export async function changedInWork(checkout: Checkout, commit: string | null): Promise<string[]> {
  const before = await workArguments(checkout);
  const listed = async (index: string) => {
    const args = [...before, 'diff', ...OPTIONS, ...(commit === null ? [] : [commit]), '--'];
    const text = await mirrorText({ mirror: checkout.work }, args, [], { GIT_INDEX_FILE: index });
    return text.split('\0').filter(Boolean);
  };
  const changed = await listed(await copyIndex(checkout, 'index-of-work'));
  const filtered = await withFilter(checkout.root ?? checkout.folder, changed);
  if (filtered.size === 0) return changed;
  const byTimes = new Set(await listed(await copyIndex(checkout, 'index-of-times', { asNew: true })));
  return changed.filter((path) => !filtered.has(path) || byTimes.has(path));
}

async function withFilter(root: string, paths: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const some = paths.slice(at, at + PATHS_AT_ONCE);
    const fields = (await gitText(root, ['check-attr', '-z', 'filter', '--', ...some])).split('\0');
    for (let one = 0; one + 2 < fields.length; one += 3)
      if (!['unspecified', 'unset'].includes(fields[one + 2] ?? '')) found.add(fields[one] ?? '');
  }
  return found;
}
