import { gitText, GitError } from '../../checkout/git.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import type { ReviewRange } from '../../checkout/resolve-range.js';
import { newFiles } from '../../checkout/tree-of-work.js';
import { uncommitted } from '../../checkout/uncommitted.js';

/**
 * Changes that are lying about on top of what is reviewed; none where another commit than HEAD is. Where the range is
 * empty new files count, too: then they may be all there is.
 */
export async function leftOut(checkout: Checkout, range: ReviewRange): Promise<string[]> {
  const { kind, headCommit, mergeBase } = range;
  if (kind === 'work' || (await headOf(checkout)) !== headCommit) return [];
  const isEmpty = kind === 'commits' && mergeBase === headCommit;
  const missing = [
    ...(await uncommitted(checkout, kind === 'index' ? null : headCommit)),
    ...(isEmpty && checkout.root !== null ? await newFiles(checkout.root) : []),
  ];
  if (missing.length === 0) return [];
  const files = missing.length === 1 ? '1 file has' : `${missing.length} files have`;
  return [
    kind === 'index'
      ? `${files} changes that are not staged: they are not part of this review (\`nectr review --working-tree\` reviews all uncommitted work)`
      : `${files} changes that are not committed: they are not part of this review (\`nectr review --working-tree\` reviews them)`,
  ];
}

/** Null: a range was named in a repository whose HEAD has no commit yet. */
async function headOf({ folder }: Checkout): Promise<string | null> {
  try {
    return (await gitText(folder, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
