import type { Change } from '../../review/types.js';
import { isFix } from '../../words/is-fix.js';
import type { ComparedChange } from '../formulas/change-factors.js';

/**
 * The change under review, at `at`, as it is compared with others. The past knows files by their names in the base.
 * Pure.
 */
export function comparedChange(
  { title, files }: Pick<Change, 'title' | 'files'>,
  author: string | null,
  at: Date,
): ComparedChange {
  return {
    author,
    at,
    isFix: isFix(title),
    paths: files.map(({ path, oldPath }) => oldPath ?? path),
    lines: files.map(({ additions, deletions }) => additions + deletions),
    added: files.reduce((sum, { additions }) => sum + additions, 0),
    removed: files.reduce((sum, { deletions }) => sum + deletions, 0),
    isWhole: true,
  };
}
