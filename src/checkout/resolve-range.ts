import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckoutError } from './checkout-error.js';
import { git, GitError, gitText } from './git.js';
import { mirrorGit, mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/** What is reviewed: the changes of `head` since it left `base`, as a pull request shows them. */
export interface ReviewRange {
  /** As the user would name it. */
  baseRef: string;
  /** The base's own commit: its settings count. */
  baseSha: string;
  /** What the head is compared with. */
  mergeBase: string;
  headRef: string;
  /** A commit, or with `--staged` the tree that would be committed. */
  headSha: string;
  /** The commit whose history leads here: the head, or what the staged changes stand on. */
  headCommit: string;
  staged: boolean;
}

export interface RangeRequest {
  /** `base..head`, `base...head`, `base` (to HEAD), or null: from the default branch to HEAD. */
  range: string | null;
  /** The index instead of a commit, compared with HEAD or the named base. */
  staged: boolean;
}

/**
 * Finds the commits of a range. Both `..` and `...` mean what a pull request means: since the merge base. Throws
 * CheckoutError for a revision that is not there, a missing common commit, or a conflicted index.
 */
export async function resolveRange(checkout: Checkout, { range, staged }: RangeRequest): Promise<ReviewRange> {
  const [, from = '', dots, to = ''] = /^(.*?)(?:(\.{2,3})(.*))?$/s.exec(range ?? '') ?? [];
  if (staged && dots !== undefined)
    throw new CheckoutError('--staged takes one base at most, such as `nectr review --staged main`');
  const headCommit = await commitOf(checkout, to || 'HEAD');
  const baseRef = from || (staged ? 'HEAD' : await defaultBranch(checkout));
  const baseSha = await commitOf(checkout, baseRef);
  const mergeBase = await mergeBaseOf(checkout, { baseRef, baseSha, headRef: to || 'HEAD', headCommit });
  if (!staged) {
    return {
      baseRef,
      baseSha,
      mergeBase,
      headRef: to || (await branchOrHead(checkout)),
      headSha: headCommit,
      headCommit,
      staged,
    };
  }
  return {
    baseRef,
    baseSha,
    mergeBase,
    headRef: 'staged changes',
    headSha: await treeOfIndex(checkout),
    headCommit,
    staged,
  };
}

async function commitOf({ folder }: Checkout, revision: string): Promise<string> {
  const unknown = (cause?: unknown) =>
    new CheckoutError(
      revision === 'HEAD'
        ? 'the repository has no commit yet: there is nothing to compare with'
        : `"${revision}" is no commit of this repository: check the name, or fetch it first`,
      { cause },
    );
  if (revision.startsWith('-') || revision.includes('\0')) throw unknown();
  try {
    return (await gitText(folder, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])).trim();
  } catch (error) {
    if (error instanceof GitError) throw unknown(error);
    throw error;
  }
}

/** The branch that pull requests go to, as far as a clone knows. */
async function defaultBranch({ folder }: Checkout): Promise<string> {
  const remote = (
    await gitText(folder, ['rev-parse', '--abbrev-ref', '--verify', '--quiet', 'origin/HEAD'], [1, 128])
  ).trim();
  const candidates = [remote === 'origin/HEAD' ? '' : remote, 'origin/main', 'origin/master', 'main', 'master'];
  for (const candidate of candidates.filter(Boolean)) {
    const found = await git(folder, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`], [1, 128]);
    if (found.length > 0) return candidate;
  }
  throw new CheckoutError('no default branch was found: name the base, such as `nectr review develop`');
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

/** The tree that `git commit` would make now, written into the mirror only. */
async function treeOfIndex(checkout: Checkout): Promise<string> {
  const index = join(checkout.mirror, 'index');
  try {
    await copyFile(checkout.indexFile, index);
  } catch (error) {
    throw new CheckoutError('there is no index: --staged needs a working tree', { cause: error });
  }
  try {
    return (await mirrorGit(checkout, ['write-tree'], [], { GIT_INDEX_FILE: index })).toString('utf8').trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new CheckoutError(
      /unmerged/.test(error.stderr)
        ? 'the index has unresolved conflicts: resolve them first'
        : `the index cannot be read: ${error.stderr.trim().slice(0, 200)}`,
      { cause: error },
    );
  }
}
