import { CheckoutError } from './checkout-error.js';
import { defaultBranch, findCommit } from './find-commit.js';
import { gitText } from './git.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { treeOfIndex } from './tree-of-index.js';
import { treeOfWork } from './tree-of-work.js';

/**
 * `commits`: what a pull request would show. `index`: what is staged. `work`: all uncommitted work, new files too. `all`:
 * everything that a commit holds.
 */
export type RangeKind = 'commits' | 'index' | 'work' | 'all';

/** What is reviewed: the changes of `head` since it left `base`, as a pull request shows them. */
export interface ReviewRange {
  kind: RangeKind;
  /** As the user would name it. */
  baseRef: string;
  /** The base's own commit: its settings count. Of `all` it is the head's. */
  baseSha: string;
  /** What the head is compared with; of `all` the empty tree. */
  mergeBase: string;
  headRef: string;
  /** A commit; of `index` and `work` the tree that would be committed. */
  headSha: string;
  /** The commit whose history leads here: the head, or what uncommitted work stands on. */
  headCommit: string;
}

export interface RangeRequest {
  /**
   * `base..head`, `base...head`, `base` (to HEAD), or null: from the default branch to HEAD. Uncommitted work takes a
   * base only, and is compared with HEAD without one; `all` takes the commit.
   */
  range: string | null;
  kind: RangeKind;
}

const OPTIONS: Readonly<Record<RangeKind, string>> = {
  commits: '',
  index: '--staged',
  work: '--working-tree',
  all: '--all',
};

/**
 * Finds the commits of a range. Both `..` and `...` mean what a pull request means: since the merge base. Throws
 * CheckoutError for a revision that is not there, a missing common commit, or a conflicted index.
 */
export async function resolveRange(checkout: Checkout, { range, kind }: RangeRequest): Promise<ReviewRange> {
  const [, from = '', dots, to = ''] = /^(.*?)(?:(\.{2,3})(.*))?$/s.exec(range ?? '') ?? [];
  if (kind !== 'commits' && dots !== undefined)
    throw new CheckoutError(
      `${OPTIONS[kind]} takes one commit at most, such as \`nectr review ${OPTIONS[kind]} main\``,
    );
  if (kind === 'all') return wholeTree(checkout, from || 'HEAD');
  const headCommit = await findCommit(checkout, to || 'HEAD');
  const baseRef = from || (kind === 'commits' ? await defaultBranch(checkout) : 'HEAD');
  const baseSha = await findCommit(checkout, baseRef);
  const mergeBase = await mergeBaseOf(checkout, { baseRef, baseSha, headRef: to || 'HEAD', headCommit });
  const base = { kind, baseRef, baseSha, mergeBase, headCommit };
  if (kind === 'index') return { ...base, headRef: 'staged changes', headSha: await treeOfIndex(checkout) };
  if (kind === 'work') return { ...base, headRef: 'uncommitted work', headSha: await treeOfWork(checkout) };
  return { ...base, headRef: to || (await branchOrHead(checkout)), headSha: headCommit };
}

async function wholeTree(checkout: Checkout, headRef: string): Promise<ReviewRange> {
  const headCommit = await findCommit(checkout, headRef);
  return {
    kind: 'all',
    baseRef: 'nothing',
    baseSha: headCommit,
    mergeBase: (await mirrorText(checkout, ['hash-object', '-t', 'tree', '/dev/null'])).trim(),
    headRef: headRef === 'HEAD' ? await branchOrHead(checkout) : headRef,
    headSha: headCommit,
    headCommit,
  };
}

async function branchOrHead({ folder }: Checkout): Promise<string> {
  return (await gitText(folder, ['symbolic-ref', '--short', '--quiet', 'HEAD'], [1, 128])).trim() || 'HEAD';
}

async function mergeBaseOf(
  checkout: Checkout,
  { baseRef, baseSha, headRef, headCommit }: { baseRef: string; baseSha: string; headRef: string; headCommit: string },
): Promise<string> {
  const found = (await mirrorText(checkout, ['merge-base', baseSha, headCommit], [1])).trim();
  if (found !== '') return found;
  throw new CheckoutError(
    checkout.shallow
      ? `${baseRef} and ${headRef} have no commit in common in this shallow clone: run \`git fetch --unshallow\` first (in CI: a checkout with the whole history)`
      : `${baseRef} and ${headRef} have no commit in common: name another base`,
  );
}
