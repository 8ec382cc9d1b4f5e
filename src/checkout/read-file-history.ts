import type { HistoryCommit } from '../review/ask/lookups.js';
import { cutText } from '../words/cut-text.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

const MOST_COMMITS = 100;

/** The last commits that touched `path`, newest first, as seen from `commit`. Renames are not followed. */
export async function readFileHistory(
  checkout: Checkout,
  commit: string,
  path: string,
  limit: number,
): Promise<HistoryCommit[]> {
  const count = Math.max(1, Math.min(MOST_COMMITS, Math.floor(limit)));
  const format = ['-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', '--format=%H%n%an%n%cI%n%s'];
  const text = await mirrorText(checkout, [
    '--literal-pathspecs',
    'log',
    ...format,
    `--max-count=${count}`,
    commit,
    '--',
    path,
  ]);
  return text
    .split('\0')
    .filter(Boolean)
    .map((record) => {
      const [sha = '', author = '', date = '', subject = ''] = record.split('\n');
      return { sha, subject: cutText(subject, 200), author: cutText(author, 100), date };
    });
}
