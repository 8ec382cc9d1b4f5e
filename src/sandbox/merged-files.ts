import { gitText } from '../checkout/git.js';
import type { DiffFile } from './pull-diff.js';

type MergedFile = Pick<DiffFile, 'path' | 'status' | 'additions' | 'deletions'>;

/** What each merge on a branch changed on it, by merge commit: one start of git for all of a history. */
const known = new Map<string, ReadonlyMap<string, MergedFile[]>>();

/**
 * The files that a merge commit of `branch` changed, without their patches; null: it is none of the branch. Throws
 * GitError.
 */
export async function mergedFiles(folder: string, branch: string, mergeSha: string): Promise<MergedFile[] | null> {
  const found = known.get(folder)?.get(mergeSha);
  if (found) return found;
  const options = ['--first-parent', '--diff-merges=first-parent', '--find-renames', '--raw', '--numstat'];
  const text = await gitText(folder, ['log', ...options, '--format=commit %H', branch, '--']);
  const merges = new Map(
    text.split(/^commit /m).flatMap((part) => {
      const [sha = '', ...lines] = part.split('\n');
      return sha === '' ? [] : [[sha, filesOf(lines)] as const];
    }),
  );
  known.set(folder, merges);
  return merges.get(mergeSha) ?? null;
}

/** First the rows that say what happened, then as many that count its lines, in the same order. */
function filesOf(lines: readonly string[]): MergedFile[] {
  const counts = lines.filter((line) => /^(?:\d+|-)\t(?:\d+|-)\t/.test(line)).map((line) => line.split('\t'));
  return lines
    .filter((line) => line.startsWith(':'))
    .map((line, index) => {
      const [about = '', ...paths] = line.split('\t');
      const letter = about.split(' ').at(-1)?.[0] ?? 'M';
      const status = ({ A: 'added', D: 'removed', R: 'renamed', T: 'changed' } as const)[letter] ?? 'modified';
      const [added = '0', removed = '0'] = counts[index] ?? [];
      const count = (digits: string) => Number.parseInt(digits, 10) || 0;
      return { path: paths.at(-1) ?? '', status, additions: count(added), deletions: count(removed) };
    });
}
